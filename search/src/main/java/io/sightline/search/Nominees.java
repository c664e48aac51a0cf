package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.Arrays;
import java.util.Set;

/**
 * What a scan of codes has found that may be among the nearest of one query.
 *
 * <p>The codes' distance is off by at most the query's error and the block's (triangle inequality). So a slot stays
 * while the least that its distance may be is at most the most that the k-th nearest person's may be; and the exact
 * nearest are always among the slots that remain.
 *
 * <p>The limit falls with every slot that is offered; those that passed it before it fell are thinned out when there is
 * no room left.
 */
final class Nominees {
    /** Roundings of the inverse norms in a squared distance, 2.4e-7 at most, and some. */
    private static final double SQUARE_SLACK = 1e-6;
    /** As above in a cosine, and those of multiplying in float32. */
    private static final double COSINE_SLACK = 1.5e-6;

    private static final int ROOM = 256;

    final Embedding query;
    final float[] values;
    final int k;
    final boolean byPerson;
    final Codes codes;
    private final Templates templates;
    private final Set<Integer> without;
    private final Leaders leaders;
    /** The largest possible distance in the upper half, the slot in the lower. */
    private long[] found = new long[ROOM];

    private int count;

    /**
     * @param byPerson whether the k nearest are persons or templates
     * @param without slots that do not count
     */
    Nominees(Templates templates, Embedding query, int k, boolean byPerson, Set<Integer> without) {
        this.templates = templates;
        this.query = query;
        this.values = query.values();
        this.k = k;
        this.byPerson = byPerson;
        this.codes = Codes.of(values, Codes.QUERY_LIMIT);
        this.without = without;
        this.leaders = Leaders.of(templates, k, byPerson);
    }

    /**
     * @param first slot of the block
     * @param from where the dot products of this query begin
     */
    void offer(int first, DotProducts products, int[] dots, int from) {
        Chunk chunk = templates.of(first);
        int firstRow = first % Chunk.ROWS;
        double error = chunk.error(firstRow);
        float threshold = threshold(error);
        float[] inverseNorms = chunk.inverseNorms;
        if (!products.anyReaches(threshold, dots, from, inverseNorms, firstRow)) {
            return;
        }
        int rows = Math.min(Chunk.BLOCK, templates.rows - first);
        for (int row = 0; row < rows; row++) {
            if (dots[from + row] * inverseNorms[firstRow + row] >= threshold
                    && (without.isEmpty() || !without.contains(first + row))) {
                float most = most(dots[from + row], inverseNorms[firstRow + row], error);
                add(first + row, most);
                if (most < leaders.limit()) {
                    leaders.offer(first + row, most);
                    threshold = threshold(error);
                }
            }
        }
    }

    private void add(int slot, float most) {
        if (count == found.length) {
            thinOut();
        }
        found[count++] = ((long) Float.floatToRawIntBits(most) << Integer.SIZE) | slot;
    }

    /** What a row's dot product, divided by its norm, has to be. */
    private float threshold(double error) {
        double farthest = leaders.limit() + codes.error + error;
        if (farthest >= 2) {
            return Float.NEGATIVE_INFINITY;
        }
        double cosine = 1 - farthest * farthest / 2 - COSINE_SLACK;
        return (float) (cosine / codes.inverseNorm);
    }

    private float most(int dot, float inverseNorm, double error) {
        double cosine = dot * (double) inverseNorm * codes.inverseNorm;
        double distance = Math.sqrt(Math.max(0, 2 - 2 * cosine) + SQUARE_SLACK);
        return Math.nextUp((float) (distance + codes.error + error));
    }

    /** From the largest possible distance to the least; the slack is taken off twice at its steepest, at zero. */
    private double least(double most, double error) {
        double distance = most - codes.error - error;
        return Math.sqrt(Math.max(0, distance * distance - 3 * SQUARE_SLACK)) - codes.error - error;
    }

    int[] slots() {
        keepPossible();
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            slots[i] = (int) found[i];
        }
        return slots;
    }

    private void thinOut() {
        keepPossible();
        if (count > found.length / 2) {
            found = Arrays.copyOf(found, found.length * 2);
        }
    }

    private void keepPossible() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int slot = (int) found[i];
            double most = Float.intBitsToFloat((int) (found[i] >>> Integer.SIZE));
            if (leaders.mayBeAnswer(slot, least(most, templates.of(slot).error(slot % Chunk.ROWS)))) {
                found[kept++] = found[i];
            }
        }
        count = kept;
    }
}
