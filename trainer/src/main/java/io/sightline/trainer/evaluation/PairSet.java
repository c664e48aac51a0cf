package io.sightline.trainer.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which pictures are compared: the question that every model is asked alike. Immutable.
 *
 * @param pictures what names each picture: a file's path, or a crop's id
 * @param people whose face each picture shows; empty where nobody says, as in the field's {@code .bin} files. Then only
 *     the listed pairs can be compared
 * @param folds pairs of equal kinds for accuracy: each fold is judged by the threshold of the others
 * @param genuine which pairs of one person count for the true accept rate
 */
public record PairSet(List<String> pictures, List<String> people, List<List<Pair>> folds, Genuine genuine) {
    private static final int MOST_PAIRS_PER_FOLD = 600;

    /** Which pairs of one person are compared. Pairs of two people are all compared wherever people are known. */
    public enum Genuine {
        /** Those that the folds list, as LFW's protocol has it. */
        LISTED,
        /** Any two pictures of one person. */
        ALL
    }

    public PairSet {
        pictures = List.copyOf(pictures);
        people = List.copyOf(people);
        folds = folds.stream().map(List::copyOf).toList();
        if (!people.isEmpty() && people.size() != pictures.size()) {
            throw new IllegalArgumentException(people.size() + " people for " + pictures.size() + " pictures");
        }
        if (people.isEmpty() && genuine == Genuine.ALL) {
            throw new IllegalArgumentException("Without people only listed pairs can be compared");
        }
    }

    public boolean hasPeople() {
        return !people.isEmpty();
    }

    /**
     * All pairs among pictures of known people, and folds of pairs drawn among them: no person is in two folds, and a
     * fold has as many pairs of one person as of two, at most 300 each.
     *
     * @param folds at most; fewer where people are few
     */
    public static PairSet ofPeople(List<String> pictures, List<String> people, int folds, long seed) {
        Map<String, List<Integer>> byPerson = new HashMap<>();
        for (int i = 0; i < people.size(); i++) {
            byPerson.computeIfAbsent(people.get(i), p -> new ArrayList<>()).add(i);
        }
        List<String> drawn = new ArrayList<>(byPerson.keySet());
        Collections.sort(drawn);
        var random = new Random(seed);
        Collections.shuffle(drawn, random);
        int count = Math.max(1, Math.min(folds, drawn.size() / 2));
        List<List<Pair>> made = new ArrayList<>();
        for (int fold = 0; fold < count; fold++) {
            List<List<Integer>> members = new ArrayList<>();
            for (int p = fold; p < drawn.size(); p += count) {
                members.add(byPerson.get(drawn.get(p)));
            }
            List<Pair> pairs = balanced(members, random);
            if (!pairs.isEmpty()) {
                made.add(pairs);
            }
        }
        return new PairSet(pictures, people, made, Genuine.ALL);
    }

    private static List<Pair> balanced(List<List<Integer>> members, Random random) {
        var genuine = new Draw(MOST_PAIRS_PER_FOLD / 2, random);
        var impostors = new Draw(MOST_PAIRS_PER_FOLD / 2, random);
        for (int a = 0; a < members.size(); a++) {
            List<Integer> own = members.get(a);
            for (int i = 0; i < own.size(); i++) {
                for (int j = i + 1; j < own.size(); j++) {
                    genuine.offer(own.get(i), own.get(j), true);
                }
                for (int b = a + 1; b < members.size(); b++) {
                    for (int other : members.get(b)) {
                        impostors.offer(own.get(i), other, false);
                    }
                }
            }
        }
        int each = Math.min(genuine.pairs.size(), impostors.pairs.size());
        Collections.shuffle(genuine.pairs, random);
        Collections.shuffle(impostors.pairs, random);
        List<Pair> pairs = new ArrayList<>(genuine.pairs.subList(0, each));
        pairs.addAll(impostors.pairs.subList(0, each));
        return pairs;
    }

    /** Keeps so many of those that come by, each as likely as any other (Vitter's algorithm R). */
    private static final class Draw {
        private final int most;
        private final Random random;
        private final List<Pair> pairs = new ArrayList<>();
        private long offered;

        Draw(int most, Random random) {
            this.most = most;
            this.random = random;
        }

        void offer(int first, int second, boolean isGenuine) {
            offered++;
            if (pairs.size() < most) {
                pairs.add(new Pair(first, second, isGenuine));
                return;
            }
            long place = (long) (random.nextDouble() * offered);
            if (place < most) {
                pairs.set((int) place, new Pair(first, second, isGenuine));
            }
        }
    }

    /** Splits a list of pairs in order, as the field does: the first folds get one more where it does not divide. */
    static List<List<Pair>> inOrder(List<Pair> pairs, int folds) {
        List<List<Pair>> split = new ArrayList<>();
        int from = 0;
        for (int fold = 0; fold < folds; fold++) {
            int size = pairs.size() / folds + (fold < pairs.size() % folds ? 1 : 0);
            split.add(pairs.subList(from, from + size));
            from += size;
        }
        return split;
    }
}
