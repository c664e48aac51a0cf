package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.operations.rollout.CropPictures;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ShadowComparison;
import io.sightline.operations.rollout.ShadowPage;
import io.sightline.operations.rollout.ShadowReport;
import io.sightline.operations.rollout.ShadowWords;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.ModelRules;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.standalone.RunningSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description =
                "Says what a model in the shadow would have decided otherwise than the active one, on the faces"
                        + " that both have embedded: the matcher's own decisions, replayed for each, with the gallery as of now.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:no such model, or the page cannot be written",
            "3:no face was embedded by both in that time",
            "4:no running system, or no answer in time"
        })
final class ModelsReportCommand implements Callable<Integer> {
    /** A page with more faces than these is read by nobody. */
    private static final int MOST_ON_A_PAGE = 500;

    @Mixin
    private DataOption data;

    @Mixin
    private LogOptions log;

    @Parameters(index = "0", paramLabel = "ID", description = "As ./sightline models list shows it, or its name")
    private String name;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write it as a page too, with the faces. It then holds pictures of people")
    private Path html;

    @Option(names = "--json", description = "One JSON object per disagreement, a summary last")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        EmbeddingLog.Part part = log.part(Instant.now());
        RunningSystem system = data.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelRegister register = ModelOptions.models(system, topics).read();
            ModelCatalog catalog = ModelOptions.catalog(system, register);
            String id = catalog.resolve(name);
            String active = ModelOptions.active(register);
            if (id.equals(active)) {
                throw new UserError(id + " is the active model; expected one that is in its shadow, see ./sightline"
                        + " models list");
            }
            var people = People.of(topics.latest(Topics.PEOPLE));
            List<Entry<GalleryEntry>> gallery = people.templates(topics);
            ModelRules rules = log.rules(topics);
            ShadowComparison.Compared compared = new ShadowComparison(
                            system.connection(), part, ProgressLine::ofProcess, Integer.MAX_VALUE)
                    .run(rules.of(active), rules.of(id), gallery);
            System.err.println(LogOptions.speed(compared.read()));
            ShadowReport report = compared.report();
            if (json) {
                report.rows().forEach(row -> System.out.println(Json.line(fields(row, people))));
                System.out.println(Json.line(summary(report)));
            } else {
                print(report, people);
            }
            if (html != null) {
                write(report, people, topics);
            }
            return (report.result().faces() == 0 ? ExitCode.NEGATIVE : ExitCode.OK).code();
        }
    }

    private void write(ShadowReport report, People people, TopicStore topics) {
        var shown = new ShadowReport(
                report.active(),
                report.candidate(),
                report.result(),
                report.rows().stream().limit(MOST_ON_A_PAGE).toList(),
                report.known(),
                report.templates());
        var pictures = CropPictures.of(
                topics,
                shown.rows().stream()
                        .map(ShadowReport.Row::crop)
                        .filter(Objects::nonNull)
                        .toList());
        try {
            Files.writeString(html, new ShadowPage(shown, people::nameOf, pictures, ZoneId.systemDefault()).html());
        } catch (IOException e) {
            throw new UserError("The page cannot be written to " + html + ": " + e.getMessage(), e);
        }
        System.err.println("Written to " + html
                + (report.rows().size() > MOST_ON_A_PAGE
                        ? ", with the first " + MOST_ON_A_PAGE + " of "
                                + report.rows().size() + " disagreements"
                        : ""));
    }

    private static void print(ShadowReport report, People people) {
        DateTimeFormatter time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
        if (!report.rows().isEmpty()) {
            var table =
                    new Table("TIME", "CAMERA", "ACTIVE SAYS", "CANDIDATE SAYS", "BY ACTIVE", "BY CANDIDATE", "TRACK");
            for (ShadowReport.Row row : report.rows()) {
                table.row(
                        time.format(row.at()),
                        row.cameraId(),
                        who(row.activePerson(), people),
                        who(row.candidatePerson(), people),
                        distance(row.byActive(), report.active().thresholdAt(row.cameraId())),
                        distance(row.byCandidate(), report.candidate().thresholdAt(row.cameraId())),
                        row.trackId());
            }
            table.print(System.out);
            System.out.println();
            System.out.println("Distances are those to the person whom one of them names, of the threshold there.");
        }
        ShadowWords.lines(report).forEach(System.out::println);
        if (!report.isFair()) {
            System.out.println(ShadowWords.unfair(report) + ".");
        }
    }

    private static String who(String personId, People people) {
        return personId == null ? "-" : people.nameOf(personId);
    }

    private static String distance(OptionalDouble distance, double threshold) {
        return distance.isEmpty() ? "-" : String.format(Locale.ROOT, "%.3f of %.3f", distance.getAsDouble(), threshold);
    }

    private static Map<String, Object> fields(ShadowReport.Row row, People people) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", row.kind().name());
        fields.put("time", row.at().toString());
        fields.put("camera", row.cameraId());
        fields.put("track", row.trackId());
        fields.put("activePersonId", row.activePerson());
        fields.put("activeName", row.activePerson() == null ? null : people.nameOf(row.activePerson()));
        fields.put("candidatePersonId", row.candidatePerson());
        fields.put("candidateName", row.candidatePerson() == null ? null : people.nameOf(row.candidatePerson()));
        fields.put(
                "distanceByActive", row.byActive().isPresent() ? row.byActive().getAsDouble() : null);
        fields.put(
                "distanceByCandidate",
                row.byCandidate().isPresent() ? row.byCandidate().getAsDouble() : null);
        fields.put("cropPartition", row.crop() == null ? null : row.crop().getPartition());
        fields.put("cropOffset", row.crop() == null ? null : row.crop().getOffset());
        return fields;
    }

    private static Map<String, Object> summary(ShadowReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", "SUMMARY");
        fields.put("active", report.active().modelId());
        fields.put("candidate", report.candidate().modelId());
        fields.put("faces", report.result().faces());
        fields.put("tracks", report.result().tracks());
        fields.put("identificationsByActive", report.result().byActive());
        fields.put("identificationsByCandidate", report.result().byCandidate());
        fields.put("agreed", report.agreed());
        fields.put("templatesKnown", report.known());
        fields.put("templates", report.templates());
        return fields;
    }
}
