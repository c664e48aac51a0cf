package io.sightline.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * From nominees to the answer. The query as it is, against the codes, leaves only the template's own error; then exact
 * vectors decide, the most promising first, until no other can be nearer: a handful for each neighbour asked for.
 */
final class Finalists {
    private static final Comparator<Neighbour> NEAREST_FIRST =
            Comparator.comparingDouble(Neighbour::distance).thenComparing(Neighbour::templateKey);

    private record Candidate(int slot, String key, String person, double least, double most) {}

    private final Nominees nominees;
    private final Blocks blocks;
    private final VectorSource source;
    private final TreeSet<Neighbour> nearest = new TreeSet<>(NEAREST_FIRST);
    private final Map<String, Neighbour> bestOfGroup = new HashMap<>();
    private final Set<Integer> gone = new HashSet<>();

    /** @param source null if the blocks hold the exact vectors */
    Finalists(Nominees nominees, Blocks blocks, VectorSource source) {
        this.nominees = nominees;
        this.blocks = blocks;
        this.source = source;
        decide(candidates());
    }

    /** The answer, if nothing is {@link #gone}. */
    List<Neighbour> nearest() {
        return List.copyOf(nearest);
    }

    /** Slots of which the source has no vector any more. */
    Set<Integer> gone() {
        return gone;
    }

    private String group(Candidate c) {
        return nominees.byPerson ? c.person : c.key;
    }

    private List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        for (int slot : nominees.slots()) {
            Block block = blocks.of(slot);
            int row = slot % Block.ROWS;
            double distance = block.distanceOfCodes(nominees.values, row);
            all.add(new Candidate(
                    slot, block.key(row), block.person(row), distance - block.error, distance + block.error));
        }
        all.sort(Comparator.comparingDouble(Candidate::most));
        double limit = Double.POSITIVE_INFINITY;
        Map<String, Double> mostOfGroup = new HashMap<>();
        for (Candidate c : all) {
            if (mostOfGroup.putIfAbsent(group(c), c.most) == null && mostOfGroup.size() == nominees.k) {
                limit = c.most;
                break;
            }
        }
        double farthest = limit;
        all.removeIf(c -> c.least > farthest || c.least > mostOfGroup.getOrDefault(group(c), farthest));
        all.sort(Comparator.comparingDouble(Candidate::least));
        return all;
    }

    private void decide(List<Candidate> candidates) {
        for (Candidate c : candidates) {
            if (nearest.size() == nominees.k && c.least > nearest.last().distance()) {
                return;
            }
            Neighbour rival = bestOfGroup.get(group(c));
            if (rival == null || c.least <= rival.distance()) {
                measure(c, rival);
            }
        }
    }

    private void measure(Candidate c, Neighbour rival) {
        double distance =
                blocks.of(c.slot).distance(nominees.query, nominees.values, c.slot % Block.ROWS, c.key, source);
        if (Double.isNaN(distance)) {
            gone.add(c.slot);
            return;
        }
        var neighbour = new Neighbour(c.key, c.person, distance);
        if (rival != null) {
            if (NEAREST_FIRST.compare(rival, neighbour) <= 0) {
                return;
            }
            nearest.remove(rival);
        }
        bestOfGroup.put(group(c), neighbour);
        nearest.add(neighbour);
        if (nearest.size() > nominees.k) {
            nearest.pollLast();
        }
    }
}
