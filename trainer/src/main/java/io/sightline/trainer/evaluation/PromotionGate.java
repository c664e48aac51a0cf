package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a model may take the place of another: at the wanted false accept rate its true accept rate may not be lower by
 * more than the tolerance, in a paired bootstrap on the same pairs.
 *
 * @param far the false accept rate at which it counts; where it is not measurable, the lowest that is
 * @param tolerance how much less may be accepted, as a share: 0.005 is half a point
 */
public record PromotionGate(double far, double tolerance, Resampling resampling) {
    /** Half a point at 1e-3: what compression may cost, too. */
    public static final PromotionGate DEFAULT = new PromotionGate(1e-3, 0.005, Resampling.DEFAULT);

    /** What the figures say. */
    public enum Outcome {
        /** The candidate is as good, as far as can be measured. */
        HOLDS,
        /** It accepts less by more than the tolerance, or surely less: the whole interval lies below zero. */
        FALLS_SHORT,
        /** There are too few people or pictures to tell. */
        NOT_MEASURABLE
    }

    /**
     * @param comparison empty where nothing is measurable
     * @param reason the figures in a sentence
     */
    public record Verdict(Outcome outcome, Optional<PairedComparison> comparison, String reason) {
        public boolean holds() {
            return outcome == Outcome.HOLDS;
        }
    }

    /** @throws IllegalArgumentException unless both were measured on the same pairs */
    public Verdict judge(Assessment active, Assessment candidate) {
        if (!active.set().equals(candidate.set())) {
            throw new IllegalArgumentException("Two models are compared on the same pairs");
        }
        Optional<Double> rate = measurable(active.scores(), candidate.scores());
        if (rate.isEmpty()) {
            return new Verdict(
                    Outcome.NOT_MEASURABLE,
                    Optional.empty(),
                    "not measurable with " + active.scores().impostorPairs() + " pairs of two people: even TAR at FAR"
                            + " 1e-1 needs 100");
        }
        PairedComparison found = PairedComparison.of(active.scores(), candidate.scores(), rate.get(), resampling);
        Outcome outcome =
                found.difference() < -tolerance || found.interval().high() < 0 ? Outcome.FALLS_SHORT : Outcome.HOLDS;
        return new Verdict(outcome, Optional.of(found), sentence(active, candidate, found, outcome));
    }

    private Optional<Double> measurable(PairScores active, PairScores candidate) {
        int pairs = Math.min(active.impostorPairs(), candidate.impostorPairs());
        return List.of(far, 1e-3, 1e-2, 1e-1).stream()
                .filter(rate -> rate >= far && rate * pairs >= TarAtFar.LEAST_ERRORS)
                .findFirst();
    }

    private String sentence(Assessment active, Assessment candidate, PairedComparison c, Outcome outcome) {
        String instead = c.far() == far
                ? ""
                : " (at FAR " + VerificationMetrics.name(far) + " it is not measurable with "
                        + active.scores().impostorPairs() + " pairs of two people)";
        String doubt = outcome == Outcome.HOLDS && c.interval().low() < -tolerance
                ? "; with so few people more than " + points(tolerance) + " less cannot be excluded"
                : "";
        return String.format(
                Locale.ROOT,
                "TAR at FAR %s%s: %s of %s, %s of %s; difference %+.2f points (95%%: %+.2f to %+.2f), at most %s less is"
                        + " accepted%s",
                VerificationMetrics.name(c.far()),
                instead,
                percent(c.second()),
                candidate.model(),
                percent(c.first()),
                active.model(),
                100 * c.difference(),
                100 * c.interval().low(),
                100 * c.interval().high(),
                points(tolerance),
                doubt);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%.2f points", 100 * share);
    }

    public PromotionGate {
        if (!(far > 0 && far < 1) || !(tolerance >= 0 && tolerance < 1)) {
            throw new UserError("A gate has a false accept rate between 0 and 1 and a tolerance of 0 or more, got "
                    + far + " and " + tolerance);
        }
    }
}
