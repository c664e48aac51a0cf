package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToLongFunction;

/**
 * The distances of all pairs that were compared, in order, each with the people it is of. Immutable.
 *
 * <p>A pair takes eight bytes: its distance as float32 (exact to 1.2e-7 below 1, 2.4e-7 above) and two numbers of 16 bits
 * for the people. All are kept, none are put into bins: thresholds and rates are exact for those distances. As positive
 * floats are ordered like their bits, the array is sorted as it is.
 */
public final class PairScores {
    /** 320 MB. More faces than that have more than enough pairs: people are drawn until the rest fits. */
    static final int MOST_PAIRS = 40_000_000;

    private static final int MOST_UNITS = 1 << 16;

    private final long[] genuine;
    private final long[] impostors;
    private final int units;
    private final int[] facesOfUnit;
    private final boolean byPerson;
    private final int notFound;
    private final int leftOut;

    private PairScores(
            long[] genuine,
            long[] impostors,
            int units,
            int[] facesOfUnit,
            boolean byPerson,
            int notFound,
            int leftOut) {
        this.genuine = genuine;
        this.impostors = impostors;
        this.units = units;
        this.facesOfUnit = facesOfUnit;
        this.byPerson = byPerson;
        this.notFound = notFound;
        this.leftOut = leftOut;
        Arrays.sort(genuine);
        Arrays.sort(impostors);
    }

    /**
     * Compares what the set asks for. A picture without a vector (no face was found) is never accepted: its pairs of one
     * person count as rejected; with other people it is not compared, which would make a model look better than it is.
     *
     * @param vectors unit vectors by the picture's number; null where no face was found
     * @param seed by which people are drawn, should there be more than {@value #MOST_PAIRS} pairs
     * @throws UserError if there is no pair of one person, or none of two
     */
    public static PairScores of(PairSet set, float[][] vectors, long seed) {
        if (vectors.length != set.pictures().size()) {
            throw new IllegalArgumentException(
                    vectors.length + " vectors for " + set.pictures().size() + " pictures");
        }
        PairScores scores = set.hasPeople() ? amongPeople(set, vectors, seed) : listed(set, vectors);
        if (scores.genuine.length == 0 || scores.impostors.length == 0) {
            throw new UserError("Nothing can be compared: there are " + scores.genuine.length
                    + " pairs of one person and " + scores.impostors.length
                    + " of two; expected two people or more with two pictures or more in which a face is found");
        }
        return scores;
    }

    /** Of vectors of known people: any two are compared. */
    public static PairScores of(List<String> people, float[][] vectors, long seed) {
        return of(new PairSet(people, people, List.of(), PairSet.Genuine.ALL), vectors, seed);
    }

    private static PairScores amongPeople(PairSet set, float[][] vectors, long seed) {
        int[] person = numbers(set.people());
        int people = Arrays.stream(person).max().orElse(-1) + 1;
        if (people > MOST_UNITS) {
            throw new UserError(people + " people are more than can be compared; expected at most " + MOST_UNITS);
        }
        boolean[] in = drawn(person, people, vectors, seed);
        int[] faces = new int[people];
        int missing = 0;
        int out = 0;
        int[] used = new int[vectors.length];
        int count = 0;
        for (int i = 0; i < vectors.length; i++) {
            if (!in[person[i]]) {
                out++;
            } else if (vectors[i] == null) {
                missing++;
            } else {
                faces[person[i]]++;
                used[count++] = i;
            }
        }
        boolean all = set.genuine() == PairSet.Genuine.ALL;
        long same = 0;
        for (int n : faces) {
            same += (long) n * (n - 1) / 2;
        }
        long[] impostors = new long[Math.toIntExact((long) count * (count - 1) / 2 - same)];
        var genuine = new Packed();
        int at = 0;
        for (int a = 0; a < count; a++) {
            int i = used[a];
            for (int b = a + 1; b < count; b++) {
                int j = used[b];
                if (person[i] != person[j]) {
                    impostors[at++] = pack(Distance.between(vectors[i], vectors[j]), person[i], person[j]);
                } else if (all) {
                    genuine.add(pack(Distance.between(vectors[i], vectors[j]), person[i], person[i]));
                }
            }
        }
        if (all) {
            addNeverAccepted(genuine, person, people, in, vectors);
        } else {
            set.folds().stream().flatMap(List::stream).filter(Pair::isGenuine).forEach(p -> {
                int who = person[p.first()];
                if (in[who]) {
                    genuine.add(pack(Distance.orNever(vectors[p.first()], vectors[p.second()]), who, who));
                }
            });
        }
        return new PairScores(genuine.array(), impostors, people, faces, true, missing, out);
    }

    private static void addNeverAccepted(Packed genuine, int[] person, int people, boolean[] in, float[][] vectors) {
        int[] found = new int[people];
        int[] missing = new int[people];
        for (int i = 0; i < vectors.length; i++) {
            (vectors[i] == null ? missing : found)[person[i]]++;
        }
        for (int who = 0; who < people; who++) {
            long pairs = in[who] ? (long) missing[who] * found[who] + (long) missing[who] * (missing[who] - 1) / 2 : 0;
            for (long p = 0; p < pairs; p++) {
                genuine.add(pack(Distance.NEVER, who, who));
            }
        }
    }

    /** Without people each pair stands for itself. */
    private static PairScores listed(PairSet set, float[][] vectors) {
        List<Pair> pairs = set.folds().stream().flatMap(List::stream).toList();
        if (pairs.size() > MOST_UNITS) {
            throw new UserError(pairs.size() + " pairs of unknown people are more than can be compared; expected at"
                    + " most " + MOST_UNITS);
        }
        var genuine = new Packed();
        var impostors = new Packed();
        for (int unit = 0; unit < pairs.size(); unit++) {
            Pair pair = pairs.get(unit);
            float[] a = vectors[pair.first()];
            float[] b = vectors[pair.second()];
            if (pair.isGenuine()) {
                genuine.add(pack(Distance.orNever(a, b), unit, unit));
            } else if (a != null && b != null) {
                impostors.add(pack(Distance.between(a, b), unit, unit));
            }
        }
        int missing = (int) Arrays.stream(vectors).filter(v -> v == null).count();
        return new PairScores(genuine.array(), impostors.array(), pairs.size(), null, false, missing, 0);
    }

    /** Whose pictures are compared: everybody's, unless that is too many pairs. */
    private static boolean[] drawn(int[] person, int people, float[][] vectors, long seed) {
        int[] faces = new int[people];
        for (int i = 0; i < person.length; i++) {
            faces[person[i]] += vectors[i] == null ? 0 : 1;
        }
        List<Integer> order = new ArrayList<>();
        for (int p = 0; p < people; p++) {
            order.add(p);
        }
        java.util.Collections.shuffle(order, new Random(seed));
        boolean[] in = new boolean[people];
        long count = 0;
        IntToLongFunction pairs = n -> (long) n * (n - 1) / 2;
        if (pairs.applyAsLong(Arrays.stream(faces).sum()) <= MOST_PAIRS) {
            Arrays.fill(in, true);
            return in;
        }
        for (int p : order) {
            if (pairs.applyAsLong((int) (count + faces[p])) <= MOST_PAIRS) {
                in[p] = true;
                count += faces[p];
            }
        }
        return in;
    }

    private static int[] numbers(List<String> people) {
        Map<String, Integer> known = new HashMap<>();
        return people.stream()
                .mapToInt(p -> known.computeIfAbsent(p, name -> known.size()))
                .toArray();
    }

    private static long pack(double distance, int first, int second) {
        return (long) Float.floatToIntBits((float) distance) << 32 | (long) first << 16 | second;
    }

    static float distance(long pair) {
        return Float.intBitsToFloat((int) (pair >>> 32));
    }

    static int first(long pair) {
        return (int) (pair >>> 16) & 0xffff;
    }

    static int second(long pair) {
        return (int) pair & 0xffff;
    }

    /** Packed, ascending; not copied. */
    long[] genuine() {
        return genuine;
    }

    /** Packed, ascending; not copied. */
    long[] impostors() {
        return impostors;
    }

    public int genuinePairs() {
        return genuine.length;
    }

    public int impostorPairs() {
        return impostors.length;
    }

    /** Distances of pairs of one person, ascending; 2.01 where no face was found. */
    public float[] genuineDistances() {
        return distances(genuine);
    }

    /** Distances of pairs of two people, ascending. */
    public float[] impostorDistances() {
        return distances(impostors);
    }

    private static float[] distances(long[] pairs) {
        float[] distances = new float[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            distances[i] = distance(pairs[i]);
        }
        return distances;
    }

    /** What is drawn again in a bootstrap: people, or pairs where nobody says who is who. */
    int units() {
        return units;
    }

    public boolean isByPerson() {
        return byPerson;
    }

    /** Pictures without a face. */
    public int notFound() {
        return notFound;
    }

    /** Pictures of people who were not drawn, since there are too many pairs. */
    public int leftOut() {
        return leftOut;
    }

    /** How many pairs of two people there are when each unit is there as often as said. */
    double impostorWeight(int[] times) {
        double pairs = 0;
        if (byPerson) {
            double sum = 0;
            for (int u = 0; u < units; u++) {
                double faces = (double) times[u] * facesOfUnit[u];
                pairs += sum * faces;
                sum += faces;
            }
        } else {
            for (long pair : impostors) {
                pairs += times[first(pair)];
            }
        }
        return pairs;
    }

    /** An array that grows. */
    private static final class Packed {
        private long[] pairs = new long[1024];
        private int count;

        void add(long pair) {
            if (count == MOST_PAIRS) {
                throw new UserError("There are more than " + MOST_PAIRS
                        + " pairs of one person; give fewer pictures of those who have thousands");
            }
            if (count == pairs.length) {
                pairs = Arrays.copyOf(pairs, Math.min(MOST_PAIRS, 2 * count));
            }
            pairs[count++] = pair;
        }

        long[] array() {
            return Arrays.copyOf(pairs, count);
        }
    }
}
