package io.sightline.trainer.training;

import ai.djl.ndarray.NDManager;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Operation;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.util.HashMap;
import java.util.Map;

/**
 * The means and variances of batch normalisation, measured anew with the weights as they are, on faces as they are served
 * (precise BatchNorm: Wu and Johnson 2021, Rethinking "Batch" in BatchNorm, section 3). What steps have gathered on the
 * way lags behind weights that move fast, was counted on changed faces, and behind Dropout on larger variances than
 * serving has (Li et al. 2019, Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift).
 * One thread.
 */
final class NormStatistics {
    private static final int BATCH = 32;
    private static final int BATCHES = 8;

    private final Student student;
    private final CropSet faces;
    private final CropPreprocessor network;
    private final FaceBatch batch;
    private final Map<String, Kind> kinds = new HashMap<>();

    /**
     * @param share of a batch in the running value
     * @param least that the value can be
     */
    private record Kind(double share, double least) {}

    /** @param faces of training; some, from all over the set */
    NormStatistics(Student student, NetworkGraph graph, CropSet faces, CropPreprocessor network) {
        this.student = student;
        this.faces = faces;
        this.network = network;
        this.batch = new FaceBatch(BATCH, graph.input().width(), graph.input().height());
        graph.nodes().forEach(node -> {
            if (node.operation() instanceof Operation.BatchNorm norm) {
                kinds.put(norm.mean().name(), new Kind(norm.momentum(), Double.NEGATIVE_INFINITY));
                kinds.put(norm.variance().name(), new Kind(norm.momentum(), 0));
            }
        });
    }

    /** Measures; the statistics of frozen layers stay as they are. */
    void measure() {
        int chosen = Math.min(faces.size(), BATCH * BATCHES);
        int batches = (chosen + BATCH - 1) / BATCH;
        Map<String, double[]> sums = new HashMap<>();
        Map<String, float[]> former = values();
        for (int b = 0; b < batches; b++) {
            Map<String, float[]> before = former;
            batch.clear();
            // Every so many-th, so that a batch is of many people.
            for (int i = b; i < chosen; i += batches) {
                LabelledCrop crop = faces.crop((int) ((long) i * faces.size() / chosen));
                batch.add(floats -> network.into(floats, crop.jpeg(), crop.landmarks()));
            }
            try (NDManager call = student.manager().newSubManager()) {
                student.observe(call, batch.bytes(), batch.shape());
            }
            Map<String, float[]> after = values();
            kinds.keySet().forEach(name -> add(sums, name, before.get(name), after.get(name)));
            former = after;
        }
        kinds.keySet().forEach(name -> student.statistics().get(name).set(mean(sums.get(name), batches)));
    }

    private Map<String, float[]> values() {
        Map<String, float[]> values = new HashMap<>();
        student.statistics().forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    /** What the batch itself had, from how far it moved the running value. */
    private void add(Map<String, double[]> sums, String name, float[] before, float[] after) {
        double[] sum = sums.computeIfAbsent(name, n -> new double[before.length]);
        Kind kind = kinds.get(name);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += Math.max(kind.least(), before[i] + (after[i] - before[i]) / kind.share());
        }
    }

    private static float[] mean(double[] sum, int count) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / count);
        }
        return mean;
    }
}
