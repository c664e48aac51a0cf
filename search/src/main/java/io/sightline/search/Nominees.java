package io.sightline.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a rough scan has found that may be among the nearest. A slot stays while its rough square is at most the best of
 * the k-th nearest group, widened by the scan's error; so the exact nearest are always among the slots that remain.
 *
 * <p>Slots are gathered unsorted and thinned out when twice as many have come as were worth keeping: cheap for random
 * galleries (a few hundred pass the limit), and never quadratic.
 */
final class Nominees {
    private final int k;
    private final double widening;
    private final Function<Integer, Object> groupOf;
    /** Rough square in the upper, slot in the lower half: squares are not negative, so their bits order as they do. */
    private long[] found;

    private int count;
    private float limit = Float.POSITIVE_INFINITY;

    /**
     * @param relativeError of each rough square
     * @param groupOf slot to what it counts as: itself, or its person
     */
    Nominees(int k, double relativeError, Function<Integer, Object> groupOf) {
        this.k = k;
        this.widening = (1 + relativeError) / (1 - relativeError);
        this.groupOf = groupOf;
        this.found = new long[(int) Math.min(1 << 16, Math.max(256, 4L * k))];
    }

    void offer(int firstSlot, float[] squares, int length) {
        for (int i = 0; i < length; i++) {
            if (squares[i] <= limit) {
                if (count == found.length) {
                    thinOut();
                }
                found[count++] = (long) Float.floatToRawIntBits(squares[i]) << 32 | (firstSlot + i);
            }
        }
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
        Map<Object, Float> bestOfGroup = new HashMap<>();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            float square = Float.intBitsToFloat((int) (found[i] >>> 32));
            if (square > limit) {
                break;
            }
            Object group = groupOf.apply((int) found[i]);
            Float best = bestOfGroup.putIfAbsent(group, square);
            if (best == null && bestOfGroup.size() == k) {
                limit = widened(square);
            }
            if (best == null || square <= widened(best)) {
                found[kept++] = found[i];
            }
        }
        count = kept;
        if (count > found.length / 2) {
            found = Arrays.copyOf(found, found.length * 2);
        }
    }

    /** The smallest normal float stands for what underflows when a tiny difference is squared. */
    private float widened(float square) {
        return Math.nextUp((float) (square * widening + 1024 * (double) Float.MIN_NORMAL));
    }
}
