package io.sightline.standalone.command;

import io.sightline.operations.timetravel.DistanceHistogram;
import io.sightline.operations.timetravel.ModelRule;
import io.sightline.operations.timetravel.Proportion;
import io.sightline.operations.timetravel.Survey;
import io.sightline.operations.topics.People;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** What a calibration found, in words and figures. */
final class CalibrationReport {
    private static final List<Double> CURVE = List.of(1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6);

    private final Survey survey;
    private final double far;
    private final OptionalDouble threshold;
    private final Optional<String> camera;
    private final People people;
    private final boolean isSet;

    CalibrationReport(
            Survey survey,
            double far,
            OptionalDouble threshold,
            Optional<String> camera,
            People people,
            boolean isSet) {
        this.survey = survey;
        this.far = far;
        this.threshold = threshold;
        this.camera = camera;
        this.people = people;
        this.isSet = isSet;
    }

    void print(PrintStream out) {
        ModelRule rule = survey.rule();
        long pairs = survey.impostors().count();
        out.println("Model " + rule.modelId()
                + camera.map(id -> ", camera " + id).orElse("")
                + ": threshold now " + decimal(now()) + ", margin " + decimal(rule.margin())
                + (rule.isCalibratedHere() ? ", calibrated here." : ", as the model's bundle says."));
        out.printf(
                Locale.ROOT,
                "Pairs of different people: %,d; %,d in one frame (of %,d pairs of tracks), %,d of enrolled people%s.%n",
                pairs,
                survey.framePairs(),
                survey.trackPairs(),
                survey.templatePairs(),
                survey.isSampled() ? " (a sample)" : "");
        out.printf(
                Locale.ROOT,
                "Pairs of one person: %,d of templates; %,d within tracks, which flatter: moments apart, in one light.%n",
                survey.genuineTemplates().count(),
                survey.genuineTracks().count());
        if (survey.overlapping() > 0) {
            out.printf(
                    Locale.ROOT,
                    "Left out: %,d pairs whose boxes overlap, because both may lie on one face.%n",
                    survey.overlapping());
        }
        out.println();
        curve(out);
        suspects(out);
        verdict(out);
    }

    private void curve(PrintStream out) {
        var table = new Table("FALSE ACCEPTS", "THRESHOLD", "EXPECTED ERRORS", "FOUND: TEMPLATES", "FOUND: TRACKS", "");
        var rates = new TreeSet<Double>(Comparator.reverseOrder());
        rates.addAll(CURVE);
        rates.add(far);
        for (double rate : rates) {
            OptionalDouble at = survey.thresholdFor(rate);
            table.row(
                    rate(rate),
                    at.isPresent() ? decimal(at.getAsDouble()) : "-",
                    expected(rate),
                    at.isPresent() ? share(survey.genuineTemplates(), at.getAsDouble()) : "-",
                    at.isPresent() ? share(survey.genuineTracks(), at.getAsDouble()) : "-",
                    (at.isPresent() ? "" : notMeasurable()) + (rate == far ? " <- asked for" : ""));
        }
        DistanceHistogram impostors = survey.impostors();
        if (impostors.count() > 0) {
            table.row(
                    rate(impostors.share(now())),
                    decimal(now()),
                    String.format(Locale.ROOT, "%,d seen", impostors.atOrBelow(now())),
                    share(survey.genuineTemplates(), now()),
                    share(survey.genuineTracks(), now()),
                    "<- threshold now");
        }
        table.print(out);
        out.println();
    }

    private void suspects(PrintStream out) {
        if (survey.suspicions() == 0) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "Not in the curve: %,d pairs that ought to be two people and look like one (a mirror, a poster, somebody"
                        + " enrolled twice?). Look at them:%n",
                survey.suspicions());
        var table = new Table("WHERE", "TIME", "DISTANCE", "ONE", "OTHER");
        for (Survey.Suspect s : survey.suspects()) {
            table.row(
                    s.where(),
                    s.at() == null ? "" : s.at(),
                    decimal(s.distance()),
                    people.nameOf(s.one()),
                    people.nameOf(s.other()));
        }
        table.print(out);
        threshold.ifPresent(at -> out.printf(
                Locale.ROOT,
                "If they are two people each, the false accept rate at %s is %s.%n",
                decimal(at),
                rate(survey.farWithSuspects(at))));
        out.println();
    }

    private void verdict(PrintStream out) {
        if (threshold.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "A false accept rate of %s is %s; it takes %,.0f. Nothing is set.%n",
                    rate(far),
                    notMeasurable(),
                    Math.ceil(Survey.ERRORS_NEEDED / far));
            return;
        }
        Proportion errors = survey.errorsAt(threshold.getAsDouble());
        out.printf(
                Locale.ROOT,
                "At %s, %,d of %,d pairs pass for one person: %s, 95%% interval %s to %s if each pair were independent"
                        + " (Wilson); those of the same two tracks are not.%n",
                decimal(threshold.getAsDouble()),
                errors.count(),
                errors.of(),
                rate(errors.share()),
                rate(errors.low()),
                rate(errors.high()));
        String scope = camera.map(id -> "camera " + id).orElse("all cameras that have none of their own");
        String value = decimal(threshold.getAsDouble());
        out.println(
                isSet
                        ? "Set: " + value + " for " + scope + ". The matcher follows within a second."
                        : "The threshold for " + rate(far) + " is " + value + ". It is not set; --apply sets it for "
                                + scope + ".");
    }

    String line() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", survey.rule().modelId());
        fields.put("camera", camera.orElse(null));
        fields.put("far", far);
        fields.put("measurable", threshold.isPresent());
        fields.put("threshold", threshold.isPresent() ? threshold.getAsDouble() : null);
        Optional<Proportion> errors =
                threshold.isPresent() ? Optional.of(survey.errorsAt(threshold.getAsDouble())) : Optional.empty();
        fields.put("farMeasured", errors.map(Proportion::share).orElse(null));
        fields.put("farLow95", errors.map(Proportion::low).orElse(null));
        fields.put("farHigh95", errors.map(Proportion::high).orElse(null));
        fields.put("thresholdNow", now());
        fields.put("impostorPairs", survey.impostors().count());
        fields.put("framePairs", survey.framePairs());
        fields.put("trackPairs", survey.trackPairs());
        fields.put("templatePairs", survey.templatePairs());
        fields.put("overlapping", survey.overlapping());
        fields.put("suspicious", survey.suspicions());
        fields.put("genuineTemplatePairs", survey.genuineTemplates().count());
        fields.put("genuineTrackPairs", survey.genuineTracks().count());
        List<Map<String, Object>> curve = new ArrayList<>();
        for (double rate : CURVE) {
            survey.thresholdFor(rate).ifPresent(at -> {
                Map<String, Object> point = new LinkedHashMap<>();
                point.put("far", rate);
                point.put("threshold", at);
                point.put("foundTemplates", shareOrNull(survey.genuineTemplates(), at));
                point.put("foundTracks", shareOrNull(survey.genuineTracks(), at));
                curve.add(point);
            });
        }
        fields.put("curve", curve);
        fields.put("set", isSet);
        return Json.line(fields);
    }

    private double now() {
        return camera.map(survey.rule()::thresholdAt).orElse(survey.rule().threshold());
    }

    private String notMeasurable() {
        return String.format(
                Locale.ROOT, "not measurable with %,d pairs", survey.impostors().count());
    }

    private String expected(double rate) {
        double errors = survey.impostors().count() * rate;
        return errors >= Survey.ERRORS_NEEDED
                ? String.format(Locale.ROOT, "%,.0f", errors)
                : String.format(Locale.ROOT, "%.2g", errors);
    }

    private static Double shareOrNull(DistanceHistogram genuine, double at) {
        return genuine.count() == 0 ? null : genuine.share(at);
    }

    private static String share(DistanceHistogram genuine, double at) {
        return genuine.count() == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * genuine.share(at));
    }

    private static String rate(double rate) {
        return rate == 0
                ? "0"
                : String.format(Locale.ROOT, "%.1e", rate).replace(".0e", "e").replace("e-0", "e-");
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
