package io.sightline.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sightline.trainer.loss.BatchLabels;
import io.sightline.trainer.loss.LossSum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds a batch's gradients to those of the weights.
 *
 * <p>A batch that does not fit into memory at once goes in pieces, and is still mined and judged as a whole (gradient
 * caching, Gao et al. 2021): first the embeddings of every piece without gradients, then the loss of them all and its
 * gradient by each embedding, then every piece again, now with gradients, pulled by what its embeddings were given. The
 * second pass computes what the first did: Dropout is seeded by step and piece, and batch normalisation normalises each
 * piece by itself both times. Its running statistics count the second pass only. One thread.
 */
final class StepComputation {
    private final Student student;
    private final LossSum losses;
    private final int faces;

    /**
     * @param loss what was made small
     * @param parts each loss by itself
     */
    record Losses(double loss, Map<String, Double> parts) {}

    /** @param faces computed at once, at most */
    StepComputation(Student student, LossSum losses, int faces) {
        this.student = student;
        this.losses = losses;
        this.faces = faces;
    }

    /**
     * @param seed of what chance decides
     * @param share of this batch in the step: below 1 where gradients of several batches are gathered
     */
    Losses compute(PreparedBatch batch, long seed, double share) {
        var labels = new BatchLabels(batch.people(), batch.teacher(), Seeds.random(seed, -1));
        return batch.size() <= faces ? atOnce(batch, labels, seed, share) : inPieces(batch, labels, seed, share);
    }

    private Losses atOnce(PreparedBatch batch, BatchLabels labels, long seed, double share) {
        student.seed(Seeds.of(seed, 0));
        try (NDManager call = student.manager().newSubManager();
                GradientCollector collector = student.newGradientCollector()) {
            NDArray embeddings = student.forward(call, batch.bytes(0, batch.size()), batch.shape(batch.size()), true);
            LossSum.Value value = losses.of(embeddings, labels);
            collector.backward(value.total().mul((float) share));
            return read(value);
        }
    }

    private Losses inPieces(PreparedBatch batch, BatchLabels labels, long seed, double share) {
        List<float[]> embeddings = embeddings(batch, seed);
        int dimension = embeddings.get(0).length / Math.min(faces, batch.size());
        List<float[]> pulls = new ArrayList<>();
        Losses result;
        try (NDManager call = student.manager().newSubManager()) {
            NDArray all = call.create(joined(embeddings), new Shape(batch.size(), dimension));
            all.setRequiresGradient(true);
            try (GradientCollector collector = student.newGradientCollector()) {
                LossSum.Value value = losses.of(all, labels);
                collector.backward(value.total().mul((float) share));
                result = read(value);
            }
            try (NDArray gradient = all.getGradient()) {
                float[] values = gradient.toFloatArray();
                int at = 0;
                for (float[] piece : embeddings) {
                    float[] pull = new float[piece.length];
                    System.arraycopy(values, at, pull, 0, pull.length);
                    pulls.add(pull);
                    at += pull.length;
                }
            }
        }
        for (int piece = 0; piece < pulls.size(); piece++) {
            int from = piece * faces;
            int count = Math.min(faces, batch.size() - from);
            student.seed(Seeds.of(seed, piece));
            try (NDManager call = student.manager().newSubManager();
                    GradientCollector collector = student.newGradientCollector()) {
                NDArray again = student.forward(call, batch.bytes(from, count), batch.shape(count), true);
                NDArray pull = call.create(pulls.get(piece), new Shape(count, dimension));
                // The gradient of this sum by the weights is the chain rule's product with the given gradient.
                collector.backward(again.mul(pull).sum());
            }
        }
        return result;
    }

    private List<float[]> embeddings(PreparedBatch batch, long seed) {
        Map<String, float[]> statistics = new LinkedHashMap<>();
        student.statistics().forEach((name, array) -> statistics.put(name, array.toFloatArray()));
        List<float[]> embeddings = new ArrayList<>();
        for (int from = 0; from < batch.size(); from += faces) {
            int count = Math.min(faces, batch.size() - from);
            student.seed(Seeds.of(seed, embeddings.size()));
            try (NDManager call = student.manager().newSubManager()) {
                embeddings.add(student.forward(call, batch.bytes(from, count), batch.shape(count), true)
                        .toFloatArray());
            }
        }
        student.statistics().forEach((name, array) -> array.set(statistics.get(name)));
        return embeddings;
    }

    private static float[] joined(List<float[]> pieces) {
        float[] joined =
                new float[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (float[] piece : pieces) {
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }

    private static Losses read(LossSum.Value value) {
        Map<String, Double> parts = new LinkedHashMap<>();
        value.parts().forEach((name, part) -> parts.put(name, (double) part.getFloat()));
        return new Losses(value.total().getFloat(), parts);
    }
}
