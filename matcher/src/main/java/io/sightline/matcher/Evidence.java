package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.FaceState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The latest faces of one track, made by one model, and what most of them agree on.
 *
 * <p>A tracker errs: a face printed on a hoodie, or a passer-by, gets into a track. So faces are weighed only with
 * those that look like them, and the heaviest group speaks for the track; an odd one out does not move it.
 */
final class Evidence {
    private static final double UNKNOWN = Double.NaN;

    private final List<Face> faces = new ArrayList<>();
    private final ActiveModel model;
    private final int kept;
    /** Between the faces in two slots, once somebody asked; a face has few new ones to measure. */
    private double[][] distances;

    private int added;

    /**
     * @param quality its weight, 0 to 1
     * @param slot among the distances
     */
    private record Face(Embedding vector, float quality, int slot) {}

    /**
     * What the heaviest group of faces looks like.
     *
     * @param model that made them, and can be asked about them
     * @param centre their weighted mean, normalised
     * @param length of that mean before it was normalised, 0 to 1: 1 if all are equal
     * @param faces how many they are
     * @param quality the best among them
     */
    record Agreement(ActiveModel model, Embedding centre, double length, int faces, float quality) {

        /**
         * Turns the distance from the centre to a template into the weighted root mean square of the distances from
         * each face to it: a mean of unit vectors is nearer to everything than they are, and thresholds are calibrated
         * on single faces. Order is kept, so who is nearest to the centre is nearest to the faces.
         */
        double distanceFromFaces(double distanceFromCentre) {
            double cosine = 1 - distanceFromCentre * distanceFromCentre / 2;
            return Math.sqrt(Math.max(0, 2 - 2 * length * cosine));
        }
    }

    /** @param kept how many of the latest faces are weighed */
    Evidence(ActiveModel model, int kept) {
        this.model = model;
        this.kept = kept;
    }

    /** @param state faces that the model made */
    static Evidence of(ActiveModel model, List<FaceState> state, int kept) {
        Evidence evidence = new Evidence(model, kept);
        for (FaceState face : state) {
            evidence.add(Embedding.ofBytes(face.getVector()), face.getQuality());
        }
        return evidence;
    }

    /** That made all its faces. */
    ActiveModel model() {
        return model;
    }

    List<FaceState> toState() {
        return faces.stream()
                .map(f -> new FaceState(f.vector.toBytes(), f.quality))
                .toList();
    }

    /**
     * @param vector made by the model
     * @param quality 0 to 1, its weight
     * @throws IllegalArgumentException if the vector cannot be one of the model's
     */
    void add(Embedding vector, float quality) {
        if (vector.dimension() != model.dimension()) {
            throw new IllegalArgumentException(
                    "A vector of " + vector.dimension() + " dimensions is none of " + model.id());
        }
        if (faces.size() == kept) {
            faces.remove(0);
        }
        // First in, first out: this is the slot of the face that just went, or one that is free.
        int slot = added++ % kept;
        if (distances != null) {
            for (int other = 0; other < kept; other++) {
                distances[slot][other] = UNKNOWN;
                distances[other][slot] = UNKNOWN;
            }
        }
        faces.add(new Face(vector, quality, slot));
    }

    private double distance(Face one, Face other) {
        if (one.slot == other.slot) {
            return 0;
        }
        if (distances == null) {
            distances = new double[kept][kept];
            for (double[] row : distances) {
                Arrays.fill(row, UNKNOWN);
            }
        }
        double known = distances[one.slot][other.slot];
        if (Double.isNaN(known)) {
            known = one.vector.distanceTo(other.vector);
            distances[one.slot][other.slot] = known;
            distances[other.slot][one.slot] = known;
        }
        return known;
    }

    void clear() {
        faces.clear();
    }

    /**
     * The heaviest group: a face with all those within the radius of it. Of equally heavy ones the older face's.
     *
     * @param radius the largest distance between faces of one person
     */
    Optional<Agreement> agreement(double radius) {
        Face heaviest = null;
        double most = 0;
        for (Face middle : faces) {
            double weight = 0;
            for (Face face : faces) {
                if (distance(face, middle) <= radius) {
                    weight += weight(face);
                }
            }
            if (weight > most) {
                most = weight;
                heaviest = middle;
            }
        }
        return heaviest == null ? Optional.empty() : Optional.of(summary(around(heaviest, radius), most));
    }

    private List<Face> around(Face middle, double radius) {
        List<Face> group = new ArrayList<>(faces.size());
        for (Face face : faces) {
            if (distance(face, middle) <= radius) {
                group.add(face);
            }
        }
        return group;
    }

    private Agreement summary(List<Face> group, double totalWeight) {
        double[] sum = new double[group.get(0).vector.dimension()];
        float best = 0;
        for (Face face : group) {
            double share = weight(face) / totalWeight;
            float[] values = face.vector.values();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += share * values[i];
            }
            best = Math.max(best, face.quality);
        }
        float[] mean = new float[sum.length];
        double squares = 0;
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) sum[i];
            squares += sum[i] * sum[i];
        }
        return new Agreement(model, Embedding.normalised(mean), Math.min(1, Math.sqrt(squares)), group.size(), best);
    }

    /** Even a face without any quality counts for something, or a group could weigh nothing. */
    private static double weight(Face face) {
        return Math.max(0.001, face.quality);
    }
}
