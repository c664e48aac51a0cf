package io.sightline.trainer.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** A pair that a model takes for what it is not, or nearly so. */
public record Mistake(Pair pair, double distance) {

    /** The worst of both kinds, worst first. */
    public record Worst(List<Mistake> impostors, List<Mistake> genuine) {
        public Worst {
            impostors = List.copyOf(impostors);
            genuine = List.copyOf(genuine);
        }
    }

    /**
     * The nearest pairs of two people, and the farthest of one. Of each two people, and of each person, only the worst
     * pair is shown: one wrong label would fill the page otherwise.
     *
     * @param vectors by the picture's number; null where no face was found
     */
    static Worst worst(PairSet set, float[][] vectors, int most) {
        return set.hasPeople()
                ? new Worst(nearest(set, vectors, most), farthest(set, vectors, most))
                : new Worst(listed(set, vectors, most, false), listed(set, vectors, most, true));
    }

    private static List<Mistake> listed(PairSet set, float[][] vectors, int most, boolean genuine) {
        Comparator<Mistake> order = Comparator.comparingDouble(Mistake::distance);
        return set.folds().stream()
                .flatMap(List::stream)
                .filter(p -> p.isGenuine() == genuine && vectors[p.first()] != null && vectors[p.second()] != null)
                .map(p -> new Mistake(p, Distance.between(vectors[p.first()], vectors[p.second()])))
                .sorted(genuine ? order.reversed() : order)
                .limit(most)
                .toList();
    }

    private static List<Mistake> nearest(PairSet set, float[][] vectors, int most) {
        // Enough that the pairs of one wrong label do not push all others out.
        var near = new PriorityQueue<Mistake>(
                Comparator.comparingDouble(Mistake::distance).reversed());
        int kept = 40 * most;
        for (int i = 0; i < vectors.length; i++) {
            for (int j = i + 1; vectors[i] != null && j < vectors.length; j++) {
                if (vectors[j] == null
                        || set.people().get(i).equals(set.people().get(j))) {
                    continue;
                }
                double distance = Distance.between(vectors[i], vectors[j]);
                if (near.size() < kept || distance < near.peek().distance()) {
                    near.add(new Mistake(new Pair(i, j, false), distance));
                    if (near.size() > kept) {
                        near.poll();
                    }
                }
            }
        }
        Map<List<String>, Mistake> worst = new HashMap<>();
        for (Mistake m : near) {
            String a = set.people().get(m.pair().first());
            String b = set.people().get(m.pair().second());
            worst.merge(
                    a.compareTo(b) < 0 ? List.of(a, b) : List.of(b, a),
                    m,
                    (x, y) -> x.distance() <= y.distance() ? x : y);
        }
        return sorted(worst.values().stream().toList(), Comparator.comparingDouble(Mistake::distance), most);
    }

    private static List<Mistake> farthest(PairSet set, float[][] vectors, int most) {
        Map<String, Mistake> worst = new HashMap<>();
        for (Pair pair : genuine(set)) {
            if (vectors[pair.first()] != null && vectors[pair.second()] != null) {
                var mistake = new Mistake(pair, Distance.between(vectors[pair.first()], vectors[pair.second()]));
                worst.merge(set.people().get(pair.first()), mistake, (x, y) -> x.distance() >= y.distance() ? x : y);
            }
        }
        return sorted(
                worst.values().stream().toList(),
                Comparator.comparingDouble(Mistake::distance).reversed(),
                most);
    }

    private static List<Pair> genuine(PairSet set) {
        if (set.genuine() == PairSet.Genuine.LISTED) {
            return set.folds().stream()
                    .flatMap(List::stream)
                    .filter(Pair::isGenuine)
                    .toList();
        }
        Map<String, List<Integer>> pictures = new HashMap<>();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < set.people().size(); i++) {
            List<Integer> own = pictures.computeIfAbsent(set.people().get(i), p -> new ArrayList<>());
            for (int other : own) {
                pairs.add(new Pair(other, i, true));
            }
            own.add(i);
        }
        return pairs;
    }

    private static List<Mistake> sorted(List<Mistake> mistakes, Comparator<Mistake> order, int most) {
        return mistakes.stream().sorted(order).limit(most).toList();
    }
}
