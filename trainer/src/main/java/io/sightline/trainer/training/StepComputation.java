package io.sightline.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sightline.trainer.loss.BatchLabels;
import io.sightline.trainer.loss.LossSum;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds a batch's gradients to those of the weights.
 *
 * <p>A batch that does not fit into memory at once, or is shared among devices, goes in pieces, and is still mined and
 * judged as a whole (gradient caching, Gao et al. 2021): first the embeddings of every piece without gradients, then the
 * loss of them all and its gradient by each embedding, then every piece again, now with gradients, pulled by what its
 * embeddings were given. The second pass computes what the first did: Dropout is seeded by step and piece, and batch
 * normalisation normalises each piece by itself both times. Its running statistics count the second pass only. One caller;
 * with several replicas a thread for each of them.
 */
final class StepComputation {
    private final Replicas replicas;
    private final LossSum losses;
    private final int faces;

    /**
     * @param loss what was made small
     * @param parts each loss by itself
     */
    record Losses(double loss, Map<String, Double> parts) {}

    /**
     * @param losses with weights on the first replica's device
     * @param faces computed at once on a device, at most
     */
    StepComputation(Replicas replicas, LossSum losses, int faces) {
        this.replicas = replicas;
        this.losses = losses;
        this.faces = faces;
    }

    /**
     * @param seed of what chance decides
     * @param share of this batch in the step: below 1 where gradients of several batches are gathered
     */
    Losses compute(PreparedBatch batch, long seed, double share) {
        var labels = new BatchLabels(batch.people(), batch.teacher(), Seeds.random(seed, -1));
        if (replicas.count() == 1 && batch.size() <= faces) {
            return atOnce(batch, labels, seed, share);
        }
        return inPieces(batch, Piece.of(batch.size(), faces, replicas.count()), labels, seed, share);
    }

    private Losses atOnce(PreparedBatch batch, BatchLabels labels, long seed, double share) {
        var all = new Piece(0, 0, batch.size());
        try (NDManager call = replicas.first().manager().newSubManager();
                Gradients gradients = new Gradients()) {
            LossSum.Value value = losses.of(forward(replicas.first(), call, batch, all, seed), labels);
            gradients.backward(value.total().mul((float) share));
            return read(value);
        }
    }

    private Losses inPieces(PreparedBatch batch, List<Piece> pieces, BatchLabels labels, long seed, double share) {
        Map<String, float[]> statistics = replicas.statistics();
        List<float[]> embeddings = replicas.compute(pieces, (student, piece) -> {
            try (NDManager call = student.manager().newSubManager()) {
                return forward(student, call, batch, piece, seed).toFloatArray();
            }
        });
        replicas.set(statistics);
        float[] all = joined(embeddings);
        int dimension = all.length / batch.size();
        float[] pulls = new float[all.length];
        Losses result = judge(all, pulls, new Shape(batch.size(), dimension), labels, share);
        replicas.compute(pieces, (student, piece) -> {
            int from = piece.from() * dimension;
            float[] own = Arrays.copyOfRange(pulls, from, from + piece.count() * dimension);
            try (NDManager call = student.manager().newSubManager();
                    Gradients gradients = new Gradients()) {
                NDArray again = forward(student, call, batch, piece, seed);
                NDArray pull = call.create(own, again.getShape());
                // The gradient of this sum by the weights is the chain rule's product with the given gradient.
                gradients.backward(again.mul(pull).sum());
            }
            return piece;
        });
        replicas.gather(statistics, pieces);
        return result;
    }

    /** @param pulls becomes the gradient by each embedding */
    private Losses judge(float[] embeddings, float[] pulls, Shape shape, BatchLabels labels, double share) {
        try (NDManager call = replicas.first().manager().newSubManager()) {
            NDArray all = call.create(embeddings, shape);
            all.setRequiresGradient(true);
            Losses result;
            try (Gradients gradients = new Gradients()) {
                LossSum.Value value = losses.of(all, labels);
                gradients.backward(value.total().mul((float) share));
                result = read(value);
            }
            try (NDArray gradient = all.getGradient()) {
                System.arraycopy(gradient.toFloatArray(), 0, pulls, 0, pulls.length);
            }
            return result;
        }
    }

    private static NDArray forward(Student student, NDManager call, PreparedBatch batch, Piece piece, long seed) {
        student.seed(Seeds.of(seed, piece.number()));
        return student.forward(call, batch.bytes(piece.from(), piece.count()), batch.shape(piece.count()), true);
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
