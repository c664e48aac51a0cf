package io.sightline.trainer.evaluation;

import io.sightline.core.Embedding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Vectors of people who do not exist: around a centre for each person. */
final class Faces {
    private static final int DIMENSION = 17;

    private Faces() {}

    static List<String> people(int count, int picturesEach) {
        List<String> people = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            for (int i = 0; i < picturesEach; i++) {
                people.add("person " + p);
            }
        }
        return people;
    }

    /** @param spread how far a person's pictures lie around the centre; 0: all the same */
    static float[][] random(List<String> people, long seed, double spread) {
        var random = new Random(seed);
        Map<String, float[]> centres = new HashMap<>();
        float[][] vectors = new float[people.size()][];
        for (int i = 0; i < vectors.length; i++) {
            float[] centre = centres.computeIfAbsent(people.get(i), p -> gaussian(random, 1));
            float[] vector = gaussian(random, spread);
            for (int d = 0; d < DIMENSION; d++) {
                vector[d] += centre[d];
            }
            vectors[i] = Embedding.normalised(vector).values();
        }
        return vectors;
    }

    private static float[] gaussian(Random random, double scale) {
        float[] values = new float[DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
            values[d] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
