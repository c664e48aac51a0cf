package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a scan of codes has found that may be among the nearest of one query.
 *
 * <p>The codes' distance is off by at most the query's error and the block's (triangle inequality). So a slot stays
 * while the least that its distance may be is at most the most that the k-th nearest group's may be; and the exact
 * nearest are always among the slots that remain.
 *
 * <p>Slots are gathered unsorted and thinned out when twice as many have come as were worth keeping: cheap for random
 * galleries (a few hundred pass the limit), and never quadratic.
 */
final class Nominees {
    /** Roundings of the inverse norms in a squared distance, 2.4e-7 at most, and some. */
    private static final double SQUARE_SLACK = 1e-6;
    /** As above in a cosine, and those of multiplying in float32. */
    private static final double COSINE_SLACK = 1.5e-6;

    final Embedding query;
    final float[] values;
    final int k;
    final boolean byPerson;
    final Codes codes;
    private final Blocks blocks;
    private final Set<Integer> without;
    /** Largest possible distance in the upper, slot in the lower half: bits of positive floats order as they do. */
    private long[] found;

    private int count;
    private double limit = Double.POSITIVE_INFINITY;

    /**
     * @param byPerson whether the k nearest are persons or templates
     * @param without slots that do not count
     */
    Nominees(Blocks blocks, Embedding query, int k, boolean byPerson, Set<Integer> without) {
        this.blocks = blocks;
        this.query = query;
        this.values = query.values();
        this.k = k;
        this.byPerson = byPerson;
        this.codes = Codes.of(values, Codes.QUERY_LIMIT);
        this.without = without;
        this.found = new long[(int) Math.min(1 << 16, Math.max(256, 4L * k))];
    }

    /** @param from where the dot products of this query begin */
    void offer(int blockIndex, DotProducts products, int[] dots, int from) {
        Block block = blocks.get(blockIndex);
        float threshold = threshold(block);
        if (!products.anyReaches(threshold, dots, from, block.inverseNorms)) {
            return;
        }
        for (int row = 0; row < block.rows; row++) {
            if (dots[from + row] * block.inverseNorms[row] >= threshold) {
                int slot = blockIndex * Block.ROWS + row;
                if (without.isEmpty() || !without.contains(slot)) {
                    if (count == found.length) {
                        thinOut();
                        threshold = threshold(block);
                    }
                    found[count++] = ((long) Float.floatToRawIntBits(most(block, row, dots[from + row])) << 32) | slot;
                }
            }
        }
    }

    /** What a row's dot product, divided by its norm, has to be. */
    private float threshold(Block block) {
        double farthest = limit + codes.error + block.error;
        if (farthest >= 2) {
            return Float.NEGATIVE_INFINITY;
        }
        double cosine = 1 - farthest * farthest / 2 - COSINE_SLACK;
        return (float) (cosine / codes.inverseNorm);
    }

    private float most(Block block, int row, int dot) {
        double cosine = dot * (double) block.inverseNorms[row] * codes.inverseNorm;
        double distance = Math.sqrt(Math.max(0, 2 - 2 * cosine) + SQUARE_SLACK);
        return Math.nextUp((float) (distance + codes.error + block.error));
    }

    /** From the largest possible distance to the least; the slack is taken off twice at its steepest, at zero. */
    private double least(double most, Block block) {
        double distance = most - codes.error - block.error;
        return Math.sqrt(Math.max(0, distance * distance - 3 * SQUARE_SLACK)) - codes.error - block.error;
    }

    int[] slots() {
        thinOut();
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            slots[i] = (int) found[i];
        }
        return slots;
    }

    private void thinOut() {
        Arrays.sort(found, 0, count);
        Map<Object, Double> mostOfGroup = new HashMap<>();
        Object[] groups = new Object[count];
        for (int i = 0; i < count; i++) {
            int slot = (int) found[i];
            double most = Float.intBitsToFloat((int) (found[i] >>> 32));
            groups[i] = byPerson ? blocks.of(slot).person(slot % Block.ROWS) : slot;
            if (mostOfGroup.putIfAbsent(groups[i], most) == null && mostOfGroup.size() == k) {
                limit = Math.min(limit, most);
            }
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            double most = Float.intBitsToFloat((int) (found[i] >>> 32));
            double least = least(most, blocks.of((int) found[i]));
            if (least <= limit && least <= mostOfGroup.get(groups[i])) {
                found[kept++] = found[i];
            }
        }
        count = kept;
        if (count > found.length / 2) {
            found = Arrays.copyOf(found, found.length * 2);
        }
    }
}
