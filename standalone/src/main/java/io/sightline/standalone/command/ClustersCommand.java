package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.operations.identity.StrangerClusters;
import io.sightline.operations.identity.StrangerClusters.Group;
import io.sightline.operations.identity.StrangerOverview;
import io.sightline.operations.identity.StrangerOverview.Seen;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "clusters",
        mixinStandardHelpOptions = true,
        description = "Groups those who were seen but are not enrolled by what they look like, the most frequent first,"
                + " and says how sure that is. Two keys in one group are probably one human.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:an option that cannot be used", "4:no running system, or no answer in time"})
final class ClustersCommand implements Callable<Integer> {
    /** Twice as many take four times the time and the memory. */
    private static final int MOST = 20_000;
    /** From here on it takes so long that one should be told. */
    private static final int MANY = 8000;

    @Mixin
    private DataOption data;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "30d",
            description = "Who was seen since: 2h, 7d ago, or a time such as 2026-05-01T08:00:00Z."
                    + " Default: ${DEFAULT-VALUE}")
    private String since;

    @Option(
            names = "--limit",
            paramLabel = "FACES",
            defaultValue = "5000",
            description =
                    "So many faces at most, the latest: time grows with the square, 3 s of a core for 5000, 37 s for"
                            + " 20000. Default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(names = "--json", description = "One JSON object per group")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        if (limit < 2 || limit > MOST) {
            throw new UserError("--limit is " + limit + ", expected 2 to " + MOST);
        }
        Instant from = EventsCommand.instantOf(since, Instant.now());
        try (TopicStore topics = data.topics()) {
            Optional<StrangerOverview> overview =
                    StrangerOverview.read(topics, manifests(Distribution.locate()), from, limit, faces -> {
                        if (faces > MANY) {
                            System.err.println("Comparing " + faces + " faces with each other...");
                        }
                    });
            if (overview.isEmpty()) {
                if (!json) {
                    System.out.println("Nobody who is not enrolled was seen since " + from + ".");
                }
                return 0;
            }
            show(overview.get(), People.of(topics.latest(Topics.PEOPLE)), from);
        }
        return 0;
    }

    private void show(StrangerOverview overview, People people, Instant from) {
        double near = StrangerClusters.NEAR_SHARE * overview.threshold();
        if (json) {
            overview.groups().forEach(s -> System.out.println(line(s, near, people)));
            return;
        }
        print(overview.groups(), near, people, System.out);
        System.out.println();
        System.out.println(LabelAnswer.count(overview.compared(), "face", "faces") + " of " + overview.model()
                + ", since " + from + ".");
        if (overview.compared() < overview.ofModel()) {
            System.out.println("Left out: the " + (overview.ofModel() - overview.compared())
                    + " faces before those; see --limit.");
        }
        if (overview.ofModel() < overview.faces()) {
            System.out.println("Left out: " + (overview.faces() - overview.ofModel()) + " faces of other models.");
        }
    }

    private static List<Manifest> manifests(Distribution distribution) {
        try (Stream<Path> bundles = Files.list(distribution.home().resolve("bundles"))) {
            return bundles.filter(Files::isDirectory)
                    .sorted()
                    .map(b -> FaceReader.bundle(distribution, b.getFileName().toString())
                            .manifest())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The bundles in " + distribution.home() + " cannot be listed", e);
        }
    }

    private static void print(List<Seen> groups, double near, People people, PrintStream out) {
        DateTimeFormatter time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
        var table = new Table("SIGHTINGS", "CONFIDENCE", "CAMERAS", "FIRST SEEN", "LAST SEEN", "BEST CROP", "KEYS");
        List<String> hints = new ArrayList<>();
        for (Seen s : groups) {
            Group group = s.group();
            table.row(
                    s.summary().sightings(),
                    decimal(group.confidence()),
                    String.join(",", s.cameras()),
                    time.format(s.first()),
                    time.format(s.last()),
                    crop(group),
                    String.join(" ", group.keys()) + note(group, near, people));
            hints.addAll(hints(group, near, people));
        }
        table.print(out);
        if (!hints.isEmpty()) {
            out.println();
            hints.forEach(out::println);
        }
    }

    private static String note(Group group, double near, People people) {
        return group.nearest()
                .filter(n -> n.distance() <= near)
                .map(n -> "  (may be " + people.nameOf(n.personId()) + ", " + decimal(n.distance()) + ")")
                .orElse("");
    }

    private static List<String> hints(Group group, double near, People people) {
        boolean isNear = group.nearest().filter(n -> n.distance() <= near).isPresent();
        if (group.keys().size() == 1 && !isNear) {
            return List.of();
        }
        String name = isNear ? people.nameOf(group.nearest().get().personId()) : "NAME";
        List<String> hints = new ArrayList<>();
        hints.add(
                isNear
                        ? "If " + group.keys().get(0) + " is " + name + ":"
                        : "If " + String.join(" and ", group.keys()) + " are one human:");
        for (int i = 0; i < group.keys().size(); i++) {
            hints.add("  ./sightline name " + group.keys().get(i) + " \"" + name + "\""
                    + (isNear || i > 0 ? " --as-existing" : ""));
        }
        return hints;
    }

    private static String crop(Group group) {
        return group.templates().stream()
                .filter(t -> t.getCrop() != null)
                .findFirst()
                .map(t -> "crops " + t.getCrop().getPartition() + "@"
                        + t.getCrop().getOffset())
                .orElse("");
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String line(Seen s, double near, People people) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("keys", s.group().keys());
        fields.put("sightings", s.summary().sightings());
        fields.put("faces", s.group().templates().size());
        fields.put("confidence", s.group().confidence());
        fields.put("cameras", s.cameras());
        fields.put("firstSeenAt", s.first().toString());
        fields.put("lastSeenAt", s.last().toString());
        fields.put("bestCrop", crop(s.group()));
        var nearest = s.group().nearest();
        fields.put("nearestPersonId", nearest.map(n -> n.personId()).orElse(null));
        fields.put("nearestName", nearest.map(n -> people.nameOf(n.personId())).orElse(null));
        fields.put("nearestDistance", nearest.map(n -> n.distance()).orElse(null));
        fields.put("mayBeEnrolled", nearest.filter(n -> n.distance() <= near).isPresent());
        return Json.line(fields);
    }
}
