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
    times, count = map(int, line.split())
    start = time.process_time()
    for i in range(times):
        index.search(batch[i : i + count], 10)
    print((time.process_time() - start) * 1000 / times / count, flush=True)
