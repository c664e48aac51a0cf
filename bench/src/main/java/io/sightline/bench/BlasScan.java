package io.sightline.bench;

import io.sightline.core.Embedding;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Exact search as OpenBLAS does it: float32 dot products of a batch with tiles of the gallery, and the best of each
 * query. One thread.
 */
final class BlasScan implements AutoCloseable {
    private static final int TILE = 8192;

    private final Vectors vectors;
    private final FloatPointer queries;
    private final FloatPointer products;
    private final float[] tile;
    private final int batch;

    BlasScan(Vectors vectors, List<Embedding> batch) {
        openblas.blas_set_num_threads(1);
        this.vectors = vectors;
        this.batch = batch.size();
        this.queries = new FloatPointer((long) batch.size() * Vectors.DIMENSION);
        for (int q = 0; q < batch.size(); q++) {
            queries.position((long) q * Vectors.DIMENSION).put(batch.get(q).values());
        }
        queries.position(0);
        this.products = new FloatPointer((long) TILE * batch.size());
        this.tile = new float[TILE * batch.size()];
    }

    /** The nearest template of each query. */
    int[] nearest() {
        int[] best = new int[batch];
        float[] most = new float[batch];
        Arrays.fill(most, -2);
        FloatPointer rows = new FloatPointer(vectors.all);
        for (int first = 0; first < vectors.count; first += TILE) {
            int count = Math.min(TILE, vectors.count - first);
            rows.position((long) first * Vectors.DIMENSION);
            openblas.cblas_sgemm(
                    openblas.CblasRowMajor,
                    openblas.CblasNoTrans,
                    openblas.CblasTrans,
                    batch,
                    count,
                    Vectors.DIMENSION,
                    1,
                    queries,
                    Vectors.DIMENSION,
                    rows,
                    Vectors.DIMENSION,
                    0,
                    products,
                    TILE);
            products.get(tile);
            for (int q = 0; q < batch; q++) {
                for (int i = 0; i < count; i++) {
                    if (tile[q * TILE + i] > most[q]) {
                        most[q] = tile[q * TILE + i];
                        best[q] = first + i;
                    }
                }
            }
        }
        return best;
    }

    @Override
    public void close() {
        queries.close();
        products.close();
    }
}
