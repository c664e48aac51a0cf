package io.sightline.operations.timetravel;

/**
 * How many of how many, and what that says of the share in general.
 *
 * @param of more than 0
 */
public record Proportion(long count, long of) {
    /** Of the normal distribution, 95% lies so many standard deviations around the mean. */
    private static final double Z = 1.959964;

    public Proportion {
        if (of < 1 || count < 0 || count > of) {
            throw new IllegalArgumentException(count + " of " + of + " is no share");
        }
    }

    public double share() {
        return (double) count / of;
    }

    /** Lower end of the 95% interval (Wilson, 1927), which holds for few counts too; for independent trials. */
    public double low() {
        return count == 0 ? 0 : middle() - halfWidth();
    }

    /** Upper end of it. */
    public double high() {
        return count == of ? 1 : middle() + halfWidth();
    }

    private double middle() {
        return (count + Z * Z / 2) / (of + Z * Z);
    }

    private double halfWidth() {
        return Z / (of + Z * Z) * Math.sqrt(count * (1 - share()) + Z * Z / 4);
    }
}
