package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.operations.timetravel.Difference;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.Identification;
import io.sightline.operations.timetravel.ModelRule;
import io.sightline.operations.timetravel.Rules;
import io.sightline.operations.timetravel.WhatIf;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        description = "Says which identifications would appear, vanish or change under another threshold or margin:"
                + " replays the log through the matcher's own decisions, with the gallery as of now.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:an option cannot be used", "4:no running system, or no answer in time"})
final class WhatIfCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Mixin
    private LogOptions log;

    @Option(
            names = "--threshold",
            paramLabel = "DISTANCE",
            description = "Largest distance between faces of one person, 0 to 2; with --camera for that one, else for"
                    + " all, also those that have one of their own")
    private Double threshold;

    @Option(names = "--margin", paramLabel = "DISTANCE", description = "How much farther the next person must be")
    private Double margin;

    @Option(
            names = "--model",
            paramLabel = "ID",
            description =
                    "Whose vectors. Default: the model that decides; if nothing was ever switched, that of the newest"
                            + " template")
    private String model;

    @Option(names = "--json", description = "One JSON object per line, a summary last")
    private boolean json;

    @Override
    public Integer call() {
        if (threshold == null && margin == null) {
            throw new UserError("What if what? Expected --threshold or --margin, such as --threshold 0.8");
        }
        Logging.off();
        EmbeddingLog.Part part = log.part(Instant.now());
        try (TopicStore topics = data.topics()) {
            var people = People.of(topics.latest(Topics.PEOPLE));
            List<Entry<GalleryEntry>> gallery = people.templates(topics);
            ModelRule rule = log.rules(topics).of(modelOf(gallery, topics));
            Rules now = Rules.of(rule);
            Rules other = changed(rule);
            EmbeddingLog.Summary summary;
            WhatIf.Result result;
            try (var whatIf =
                    new WhatIf(rule, now, other, gallery, Runtime.getRuntime().availableProcessors())) {
                summary = new EmbeddingLog(data.system().connection())
                        .records(part, ProgressLine.ofProcess(), whatIf::take);
                result = whatIf.finish();
            }
            if (json) {
                result.differences().forEach(d -> System.out.println(line(d, people)));
                System.out.println(summaryLine(result));
            } else {
                print(result, now, other, people, System.out);
            }
            System.err.println(LogOptions.speed(summary));
            return ExitCode.OK.code();
        }
    }

    private String modelOf(List<Entry<GalleryEntry>> gallery, TopicStore topics) {
        if (model != null) {
            return model;
        }
        Optional<String> deciding = LogOptions.deciding(topics);
        if (deciding.isPresent()) {
            return deciding.get();
        }
        if (gallery.isEmpty()) {
            throw new UserError("Nobody is enrolled, so no rule names anybody. Enrol somebody: ./sightline enroll NAME"
                    + " PHOTO...");
        }
        return gallery.get(gallery.size() - 1).value().getModelId();
    }

    private Rules changed(ModelRule rule) {
        double newMargin = margin == null ? rule.margin() : margin;
        if (threshold == null) {
            return rules(rule.threshold(), newMargin, rule.cameras());
        }
        if (log.camera().isEmpty()) {
            return rules(threshold, newMargin, Map.of());
        }
        Map<String, Double> cameras = new HashMap<>(rule.cameras());
        cameras.put(log.camera().get(), threshold);
        rules(threshold, newMargin, Map.of()); // says what is wrong with the threshold
        return rules(rule.threshold(), newMargin, cameras);
    }

    private static Rules rules(double threshold, double margin, Map<String, Double> cameras) {
        try {
            return Rules.of(threshold, margin, cameras);
        } catch (IllegalArgumentException e) {
            throw new UserError("--" + e.getMessage(), e);
        }
    }

    private static void print(WhatIf.Result result, Rules now, Rules other, People people, PrintStream out) {
        List<Difference> differences = result.differences();
        DateTimeFormatter time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
        if (!differences.isEmpty()) {
            var table = new Table("TIME", "CAMERA", "WHAT", "NOW", "WOULD BE", "DISTANCE");
            for (Difference d : differences) {
                Identification shown = d.shown();
                table.row(
                        time.format(shown.at()),
                        shown.cameraId(),
                        d.kind().name().toLowerCase(Locale.ROOT),
                        name(d.was(), people),
                        name(d.wouldBe(), people),
                        distances(d));
            }
            table.print(out);
            out.println();
        }
        out.printf(
                Locale.ROOT,
                "Threshold %s and margin %s instead of %s and %s, on %,d faces:%n",
                decimal(other.threshold()),
                decimal(other.margin()),
                decimal(now.threshold()),
                decimal(now.margin()),
                result.faces());
        out.printf(
                Locale.ROOT,
                "%,d identifications instead of %,d: %,d would appear, %,d vanish, %,d change.%n",
                result.then(),
                result.now(),
                result.count(Difference.Kind.APPEARS),
                result.count(Difference.Kind.VANISHES),
                result.count(Difference.Kind.CHANGES));
        out.println("Only people who are enrolled count: strangers, who get keys and not names, are left out.");
        out.println("Both by the gallery as of now and the default settings of the matcher; what was told then may"
                + " differ, and words about single sightings (./sightline correct) count only as far as they left"
                + " templates.");
    }

    private static String name(Identification who, People people) {
        return who == null ? "-" : people.nameOf(who.personId());
    }

    private static String distances(Difference d) {
        return switch (d.kind()) {
            case APPEARS -> decimal(d.wouldBe().distance());
            case VANISHES -> decimal(d.was().distance());
            case CHANGES ->
                decimal(d.was().distance()) + " -> " + decimal(d.wouldBe().distance());
        };
    }

    private static String line(Difference d, People people) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", d.kind().name());
        fields.put("time", d.shown().at().toString());
        fields.put("camera", d.shown().cameraId());
        fields.put("track", d.shown().trackId());
        fields.put("sighting", d.shown().sightingId());
        put(fields, "now", d.was(), people);
        put(fields, "wouldBe", d.wouldBe(), people);
        return Json.line(fields);
    }

    private static void put(Map<String, Object> fields, String prefix, Identification who, People people) {
        fields.put(prefix + "PersonId", who == null ? null : who.personId());
        fields.put(prefix + "Name", who == null ? null : people.nameOf(who.personId()));
        fields.put(prefix + "Distance", who == null ? null : who.distance());
    }

    private static String summaryLine(WhatIf.Result result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", "SUMMARY");
        fields.put("faces", result.faces());
        fields.put("identificationsNow", result.now());
        fields.put("identificationsThen", result.then());
        fields.put("appear", result.count(Difference.Kind.APPEARS));
        fields.put("vanish", result.count(Difference.Kind.VANISHES));
        fields.put("change", result.count(Difference.Kind.CHANGES));
        return Json.line(fields);
    }

    private static String decimal(Number value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value.doubleValue());
    }
}
