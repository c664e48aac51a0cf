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
 * From nominees to the answer. The query as it is, against the vectors if they are kept here, else against the codes,
 * leaves only roundings or the template's own error; then exact vectors decide, the most promising first, until no other
 * can be nearer: a handful for each neighbour asked for.
 */
final class Finalists {
    /** Of a sum of squares in another order: a rounding for each, and there are fewer than a million. */
    private static final double ROUNDINGS = 1e-9;

    private static final Comparator<Neighbour> NEAREST_FIRST =
            Comparator.comparingDouble(Neighbour::distance).thenComparing(Neighbour::templateKey);

    private record Candidate(int slot, double least) {}

    private final Nominees nominees;
    private final Templates templates;
    private final VectorSource source;
    private final TreeSet<Neighbour> nearest = new TreeSet<>(NEAREST_FIRST);
    private final Map<String, Neighbour> bestOfGroup = new HashMap<>();
    private final Set<Integer> gone = new HashSet<>();

    /** @param source null if the exact vectors are among the templates */
    Finalists(Nominees nominees, Templates templates, VectorSource source) {
        this.nominees = nominees;
        this.templates = templates;
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

    private List<Candidate> candidates() {
        int[] slots = nominees.slots();
        double[] leasts = new double[slots.length];
        Leaders leaders = Leaders.of(templates, nominees.k, nominees.byPerson);
        for (int i = 0; i < slots.length; i++) {
            Chunk chunk = templates.of(slots[i]);
            int row = slots[i] % Chunk.ROWS;
            double distance;
            double error;
            if (source == null) {
                distance = chunk.distanceRounded(nominees.values, row);
                error = distance * ROUNDINGS;
            } else {
                distance = chunk.distanceOfCodes(nominees.values, row);
                error = chunk.error(row);
            }
            leasts[i] = distance - error;
            leaders.offer(slots[i], distance + error);
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < slots.length; i++) {
            if (leaders.mayBeAnswer(slots[i], leasts[i])) {
                candidates.add(new Candidate(slots[i], leasts[i]));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::least));
        return candidates;
    }

    private void decide(List<Candidate> candidates) {
        for (Candidate c : candidates) {
            if (nearest.size() == nominees.k && c.least > nearest.last().distance()) {
                return;
            }
            String key = templates.key(c.slot);
            String person = templates.person(c.slot);
            String group = nominees.byPerson ? person : key;
            Neighbour rival = bestOfGroup.get(group);
            if (rival == null || c.least <= rival.distance()) {
                double distance = distance(c.slot, key);
                if (Double.isNaN(distance)) {
                    gone.add(c.slot);
                } else {
                    enter(new Neighbour(key, person, distance), group, rival);
                }
            }
        }
    }

    /** Exactly, as {@code Embedding.distanceTo}; NaN if the source has the vector no more. */
    private double distance(int slot, String key) {
        if (source == null) {
            return templates.of(slot).distance(nominees.values, slot % Chunk.ROWS);
        }
        var vector = source.vector(key);
        return vector == null ? Double.NaN : nominees.query.distanceTo(vector);
    }

    private void enter(Neighbour neighbour, String group, Neighbour rival) {
        if (rival != null) {
            if (NEAREST_FIRST.compare(rival, neighbour) <= 0) {
                return;
            }
            nearest.remove(rival);
        }
        bestOfGroup.put(group, neighbour);
        nearest.add(neighbour);
        if (nearest.size() > nominees.k) {
            nearest.pollLast();
        }
    }
}
