"""FAISS IndexFlatIP on one thread, for FaissScan: a line on standard input is a round, its answer is ms per query."""
import sys
import time

import faiss
import numpy

vectors, queries, dimension = sys.argv[1], sys.argv[2], int(sys.argv[3])
faiss.omp_set_num_threads(1)
index = faiss.IndexFlatIP(dimension)
index.add(numpy.fromfile(vectors, dtype="<f4").reshape(-1, dimension))
batch = numpy.fromfile(queries, dtype="<f4").reshape(-1, dimension)
print("ready", flush=True)
for line in sys.stdin:
    chosen = batch[: int(line)]
    start = time.perf_counter()
    index.search(chosen, 10)
    print((time.perf_counter() - start) * 1000 / len(chosen), flush=True)
