package io.sightline.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The losses before the first steps of two sides, from the same weights on the same faces. The first shows that the
 * forward pass and the losses are the same, the second that gradients and optimizer were, too; its bound is wider, as
 * AdamW's first step goes by the gradients' signs, and rounding decides those of the smallest.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record FirstLosses(double[] theirs, double[] ours) {
    static final double FIRST = 1e-4;
    static final double LATER = 1e-2;

    /** Whether the two compute the same; not, if there is no step or one that is no number. */
    boolean agree() {
        for (int i = 0; i < ours.length; i++) {
            double bound = (i == 0 ? FIRST : LATER) * Math.abs(theirs[i]);
            if (!(Math.abs(ours[i] - theirs[i]) <= bound)) {
                return false;
            }
        }
        return ours.length > 0 && ours.length == theirs.length;
    }

    /** Both, side by side. */
    @Override
    public String toString() {
        return "PyTorch " + text(theirs) + ", Sightline " + text(ours);
    }

    static String text(double[] losses) {
        return Arrays.stream(losses)
                .mapToObj(loss -> String.format(Locale.ROOT, "%.6f", loss))
                .collect(Collectors.joining(" "));
    }
}
