package io.sightline.trainer.loss;

import java.util.Arrays;
import java.util.Random;

/** Triplets of a batch, as places in it. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record Triplets(int[] anchors, int[] positives, int[] negatives) {

    int count() {
        return anchors.length;
    }

    /**
     * A face whose person, or any other, is not in the batch a second time is in no triplet.
     *
     * @param distances squared, {@code distances[a][b]}
     * @param people by place
     * @param random used by {@link Mining#RANDOM} only
     */
    static Triplets mine(float[][] distances, int[] people, Mining mining, Random random) {
        var found = new Found(people.length * people.length);
        for (int a = 0; a < people.length; a++) {
            if (mining == Mining.HARD) {
                int positive = farthest(distances[a], people, a, true);
                int negative = nearestBeyond(distances[a], people, a, Float.NEGATIVE_INFINITY);
                found.add(a, positive, negative);
                continue;
            }
            for (int p = 0; p < people.length; p++) {
                if (p != a && people[p] == people[a]) {
                    found.add(
                            a,
                            p,
                            mining == Mining.RANDOM
                                    ? anyone(people, a, random)
                                    : semiHard(distances[a], people, a, distances[a][p]));
                }
            }
        }
        return found.triplets();
    }

    private static int semiHard(float[] distances, int[] people, int anchor, float positive) {
        int beyond = nearestBeyond(distances, people, anchor, positive);
        return beyond >= 0 ? beyond : farthest(distances, people, anchor, false);
    }

    private static int nearestBeyond(float[] distances, int[] people, int anchor, float bound) {
        int nearest = -1;
        for (int n = 0; n < people.length; n++) {
            if (people[n] != people[anchor]
                    && distances[n] > bound
                    && (nearest < 0 || distances[n] < distances[nearest])) {
                nearest = n;
            }
        }
        return nearest;
    }

    private static int farthest(float[] distances, int[] people, int anchor, boolean samePerson) {
        int farthest = -1;
        for (int i = 0; i < people.length; i++) {
            if (i != anchor
                    && (people[i] == people[anchor]) == samePerson
                    && (farthest < 0 || distances[i] > distances[farthest])) {
                farthest = i;
            }
        }
        return farthest;
    }

    private static int anyone(int[] people, int anchor, Random random) {
        int others = 0;
        for (int person : people) {
            others += person == people[anchor] ? 0 : 1;
        }
        if (others == 0) {
            return -1;
        }
        int left = random.nextInt(others);
        int n = 0;
        while (people[n] == people[anchor] || left-- > 0) {
            n++;
        }
        return n;
    }

    private static final class Found {
        private final int[][] places;
        private int count;

        private Found(int room) {
            places = new int[3][room];
        }

        private void add(int anchor, int positive, int negative) {
            if (positive >= 0 && negative >= 0) {
                places[0][count] = anchor;
                places[1][count] = positive;
                places[2][count] = negative;
                count++;
            }
        }

        private Triplets triplets() {
            return new Triplets(
                    Arrays.copyOf(places[0], count), Arrays.copyOf(places[1], count), Arrays.copyOf(places[2], count));
        }
    }
}
