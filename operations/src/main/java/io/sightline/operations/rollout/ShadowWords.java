package io.sightline.operations.rollout;

import io.sightline.operations.timetravel.Difference;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A shadow report's figures in sentences. */
public final class ShadowWords {
    private ShadowWords() {}

    public static List<String> lines(ShadowReport report) {
        var result = report.result();
        if (result.faces() == 0) {
            return List.of("No face was embedded by both " + report.active().modelId() + " and "
                    + report.candidate().modelId() + ".");
        }
        Duration span = Duration.between(result.first(), result.last());
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d faces of %,d tracks on %d %s were embedded by both, from %s to %s (%s).",
                        result.faces(),
                        result.tracks(),
                        result.cameras().size(),
                        result.cameras().size() == 1 ? "camera" : "cameras",
                        result.first(),
                        result.last(),
                        span.toHours() > 0 ? span.toHours() + " h" : span.toMinutes() + " min"),
                String.format(
                        Locale.ROOT,
                        "The active model %s names people %,d times, the candidate %s %,d times; %,d times both the same.",
                        report.active().modelId(),
                        result.byActive(),
                        report.candidate().modelId(),
                        result.byCandidate(),
                        report.agreed()),
                String.format(
                        Locale.ROOT,
                        "The candidate alone: %,d. The active model alone: %,d. Each somebody else: %,d.",
                        result.count(Difference.Kind.APPEARS),
                        result.count(Difference.Kind.VANISHES),
                        result.count(Difference.Kind.CHANGES)));
    }

    /** What the figures do not show by themselves. */
    public static String unfair(ShadowReport report) {
        return "The candidate knows " + report.known() + " of " + report.templates()
                + " templates, so it names fewer people for that alone. To put it in the shadow once more copies"
                + " what can be copied";
    }
}
