package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.service.ExitCode;
import io.sightline.matcher.DecisionSettings;
import io.sightline.matcher.SightingSettings;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.FoundSighting;
import io.sightline.operations.timetravel.Gallery;
import io.sightline.operations.timetravel.PersonSearch;
import io.sightline.operations.timetravel.Told;
import io.sightline.operations.timetravel.ToldThen;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "seen",
        mixinStandardHelpOptions = true,
        description = "Says where and when somebody was seen, also before they were enrolled: compares every face in"
                + " the log with their templates as of now, face by face.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:seen",
            "2:nobody of that name or id, or nothing to recognise them by",
            "3:not seen",
            "4:no running system, or no answer in time"
        })
final class SeenCommand implements Callable<Integer> {
    private static final Duration READ_LIMIT = Duration.ofMinutes(5);
    private static final String STRANGER = "anon-";

    @Mixin
    private DataOption data;

    @Mixin
    private LogOptions log;

    @Parameters(
            index = "0",
            paramLabel = "NAME|ID",
            description = "As ./sightline people shows it, or the key of a stranger (anon-...)")
    private String nameOrId;

    @Option(names = "--json", description = "One JSON object per line")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        EmbeddingLog.Part part = log.part(Instant.now());
        Duration gap = ConfigLoader.defaults(SightingSettings.class).gap();
        float minimumQuality = ConfigLoader.defaults(DecisionSettings.class).minimumQuality();
        try (TopicStore topics = data.topics()) {
            var people = People.of(topics.latest(Topics.PEOPLE));
            Gallery gallery = LogOptions.gallery(topics, people);
            String who = find(people, gallery, topics);
            var search = new PersonSearch(who, gallery, log.rules(topics), gap, minimumQuality);
            EmbeddingLog.Summary summary =
                    new EmbeddingLog(data.system().connection()).faces(part, ProgressLine.ofProcess(), search::see);
            List<FoundSighting> found = search.sightings();
            ToldThen told = new ToldThen(who, found, gap);
            try (TopicTail<IdentityEvent> events = topics.tail(Topics.IDENTITY_EVENTS, new From.Time(part.since()))) {
                events.untilCaughtUp(READ_LIMIT, e -> {
                    if (e.value() != null) {
                        told.learn(e.value());
                    }
                });
            }
            if (json) {
                found.forEach(s -> System.out.println(line(s, told.of(s), who, people)));
            } else {
                print(found, told, who, people, search, System.out);
            }
            System.err.println(LogOptions.speed(summary));
            return (found.isEmpty() ? ExitCode.NEGATIVE : ExitCode.OK).code();
        }
    }

    /** @throws UserError if nobody is meant, or several, or there is nothing to recognise them by */
    private String find(People people, Gallery gallery, TopicStore topics) {
        Optional<Person> person = people.find(nameOrId);
        if (person.isEmpty() && nameOrId.startsWith(STRANGER)) {
            topics.latest(Topics.STRANGERS).values().stream()
                    .filter(e -> nameOrId.equals(e.value().getAnonymousId()))
                    .forEach(e -> gallery.add(e.value()));
            if (gallery.facesOf(nameOrId).isEmpty()) {
                throw new UserError("No stranger has the key '" + nameOrId + "', or not any more: strangers are kept"
                        + " for a while, and who is named is asked for by the name");
            }
            return nameOrId;
        }
        String id = person.orElseThrow(() -> new UserError("Nobody is called '" + nameOrId
                        + "', and it is nobody's id; ./sightline people lists who is known"))
                .getPersonId();
        if (gallery.facesOf(id).isEmpty()) {
            throw new UserError("There is no template of " + people.nameOf(id)
                    + " to recognise them by; enrol a photo: ./sightline enroll NAME PHOTO");
        }
        return id;
    }

    private static void print(
            List<FoundSighting> found, ToldThen told, String who, People people, PersonSearch search, PrintStream out) {
        String name = people.nameOf(who);
        if (found.isEmpty()) {
            out.printf(Locale.ROOT, "%s was not seen: %,d faces were compared.%n", name, search.compared());
            return;
        }
        DateTimeFormatter day =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
        var table = new Table("FROM", "TO", "CAMERA", "FACES", "DISTANCE", "THRESHOLD", "QUALITY", "EVENTS SAY");
        int isNew = 0;
        for (FoundSighting s : found) {
            Told said = told.of(s);
            isNew += said.verdict() == Told.Verdict.NOT_TOLD ? 1 : 0;
            table.row(
                    day.format(s.from()),
                    day.format(s.to()),
                    s.cameraId(),
                    s.faces(),
                    decimal(s.distance()),
                    decimal(s.threshold()),
                    String.format(Locale.ROOT, "%.2f", s.quality()),
                    words(said, people) + (s.faces() == 1 ? " (one face only)" : ""));
        }
        table.print(out);
        out.println();
        out.printf(
                Locale.ROOT,
                "%s: %,d %s, %,d of them not told then. Single faces were judged, by the templates of now.%n",
                name,
                found.size(),
                found.size() == 1 ? "sighting" : "sightings",
                isNew);
    }

    private static String words(Told told, People people) {
        return switch (told.verdict()) {
            case TOLD -> "told";
            case CORRECTED -> "told since, by a correction";
            case DENIED -> "told, and taken back since" + (told.as() == null ? "" : ": " + people.nameOf(told.as()));
            case AS_ANOTHER -> "told as " + people.nameOf(told.as());
            case NOT_TOLD -> "found now, not told then" + (told.as() == null ? "" : "; told as " + told.as());
        };
    }

    private static String line(FoundSighting s, Told told, String who, People people) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("who", who);
        fields.put("name", people.nameOf(who));
        fields.put("camera", s.cameraId());
        fields.put("from", s.from().toString());
        fields.put("to", s.to().toString());
        fields.put("faces", s.faces());
        fields.put("distance", s.distance());
        fields.put("threshold", s.threshold());
        fields.put("quality", s.quality());
        fields.put("told", told.verdict().name());
        fields.put("toldAs", told.as());
        fields.put("tracks", List.copyOf(s.tracks()));
        fields.put("cropPartition", s.crop() == null ? null : s.crop().getPartition());
        fields.put("cropOffset", s.crop() == null ? null : s.crop().getOffset());
        return Json.line(fields);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
