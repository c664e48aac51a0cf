package io.sightline.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The k persons, or templates, that seem nearest, each by the least "at most so far" of their templates: what bounds how
 * far a template may be and still count.
 */
interface Leaders {
    /** Up to so many are compared one by one, without an object for each. */
    int FEW = 32;

    static Leaders of(Templates templates, int k, boolean byPerson) {
        return k <= FEW ? new Few(templates, k, byPerson) : new Many(templates, k, byPerson);
    }

    /** A template that is at most so far. Each slot is offered once. */
    void offer(int slot, double most);

    /** What the k-th is at most; infinite as long as there are fewer. */
    double limit();

    /** Whether a template that is at least so far may be an answer. */
    boolean mayBeAnswer(int slot, double least);

    /** In order, the nearest first. */
    final class Few implements Leaders {
        private final Templates templates;
        private final boolean byPerson;
        private final int[] slots;
        private final double[] mosts;
        private int count;

        private Few(Templates templates, int k, boolean byPerson) {
            this.templates = templates;
            this.byPerson = byPerson;
            this.slots = new int[k];
            this.mosts = new double[k];
            Arrays.fill(mosts, Double.POSITIVE_INFINITY);
        }

        @Override
        public void offer(int slot, double most) {
            if (most >= limit()) {
                return;
            }
            int at = placeOf(slot);
            if (at == count) {
                at = count < slots.length ? count++ : count - 1;
            } else if (mosts[at] <= most) {
                return;
            }
            for (; at > 0 && mosts[at - 1] > most; at--) {
                slots[at] = slots[at - 1];
                mosts[at] = mosts[at - 1];
            }
            slots[at] = slot;
            mosts[at] = most;
        }

        /** Where somebody stands, or behind the last. */
        private int placeOf(int slot) {
            if (!byPerson) {
                return count;
            }
            int at = 0;
            while (at < count && !templates.areOfOnePerson(slot, slots[at])) {
                at++;
            }
            return at;
        }

        @Override
        public double limit() {
            return mosts[mosts.length - 1];
        }

        @Override
        public boolean mayBeAnswer(int slot, double least) {
            if (least > limit()) {
                return false;
            }
            int at = placeOf(slot);
            return at == count || least <= mosts[at];
        }
    }

    /** In a tree. */
    final class Many implements Leaders {
        private record Leader(double most, int slot) implements Comparable<Leader> {
            @Override
            public int compareTo(Leader other) {
                int byMost = Double.compare(most, other.most);
                return byMost != 0 ? byMost : Integer.compare(slot, other.slot);
            }
        }

        private final Templates templates;
        private final int k;
        private final boolean byPerson;
        private final TreeSet<Leader> nearest = new TreeSet<>();
        private final Map<Object, Leader> byName = new HashMap<>();

        private Many(Templates templates, int k, boolean byPerson) {
            this.templates = templates;
            this.k = k;
            this.byPerson = byPerson;
        }

        private Object name(int slot) {
            return byPerson ? templates.person(slot) : slot;
        }

        @Override
        public void offer(int slot, double most) {
            if (most >= limit()) {
                return;
            }
            Leader before = byName.get(name(slot));
            if (before != null) {
                if (before.most <= most) {
                    return;
                }
                nearest.remove(before);
            }
            var leader = new Leader(most, slot);
            nearest.add(leader);
            byName.put(name(slot), leader);
            if (nearest.size() > k) {
                byName.remove(name(nearest.pollLast().slot));
            }
        }

        @Override
        public double limit() {
            return nearest.size() < k ? Double.POSITIVE_INFINITY : nearest.last().most;
        }

        @Override
        public boolean mayBeAnswer(int slot, double least) {
            if (least > limit()) {
                return false;
            }
            Leader leader = byName.get(name(slot));
            return leader == null || least <= leader.most;
        }
    }
}
