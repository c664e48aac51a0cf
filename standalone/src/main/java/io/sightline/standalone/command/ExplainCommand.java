package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.operations.identity.Correction;
import io.sightline.operations.identity.DecisionReplay;
import io.sightline.operations.identity.DecisionReplay.Difference;
import io.sightline.operations.identity.KnownLabels;
import io.sightline.operations.identity.PastGallery;
import io.sightline.operations.identity.ReasonsInWords;
import io.sightline.operations.topics.EmbeddingTrail;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.EventId;
import io.sightline.operations.topics.EventLog;
import io.sightline.operations.topics.EventTrail;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Reasons;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TrackRecordKind;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says why an event was told, decides it again from the log with the gallery of then, and says"
                + " whether the figures are the same, or what was erased since.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:explained; decided again with the same figures, or there is nothing to decide",
            "2:no such event",
            "3:decided again, something differs or is gone",
            "4:no running system, or no answer in time"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final Duration READ_LIMIT = Duration.ofMinutes(2);

    @Mixin
    private DataOption data;

    @Parameters(index = "0", paramLabel = "EVENT", description = "Its id, as ./sightline events --json shows it")
    private String event;

    @Override
    public Integer call() {
        Logging.off();
        EventId id = EventId.parse(event);
        try (TopicStore topics = data.topics()) {
            var people = People.of(topics.latest(Topics.PEOPLE));
            var words = new ReasonsInWords(people::nameOf);
            EventTrail trail = existing(new EventLog(topics).find(id));
            IdentityEvent told = trail.event().orElseThrow();
            if (told.getCorrects() != null) {
                KnownLabels labels = KnownLabels.of(topics.latest(Topics.LABELS).values());
                print(words.ofCorrection(told, labels.byId(told.getLabelId()).orElse(null)), System.out);
                System.out.println();
                System.out.println("The event that it is about, " + told.getCorrects() + ":");
                System.out.println();
                trail = existing(new EventLog(topics).find(EventId.parse(told.getCorrects())));
                told = trail.event().orElseThrow();
            }
            print(words.of(told), System.out);
            trail.corrections().forEach(c -> System.out.println("since then  " + c.getKind() + ": " + c.getEventId()));
            System.out.println();
            return (told.getReasons() == null ? nothingToDecide() : decideAgain(told, topics, System.out)).code();
        }
    }

    private static EventTrail existing(EventTrail trail) {
        if (trail.event().isEmpty()) {
            throw new UserError(Correction.noSuchEvent(trail));
        }
        return trail;
    }

    private static ExitCode nothingToDecide() {
        System.out.println("There is nothing to decide again: the event says only that a face was there.");
        return ExitCode.OK;
    }

    private static ExitCode decideAgain(IdentityEvent told, TopicStore topics, PrintStream out) {
        List<FaceEmbedding> records = new EmbeddingTrail(topics)
                .read(
                        told.getCameraId(),
                        told.getFirstSeenAt(),
                        told.getExpiresAt(),
                        r -> DecisionReplay.concerns(told, r));
        List<FaceEmbedding> faces = records.stream()
                .filter(r -> r.getKind() == TrackRecordKind.FACE
                        && told.getReasons().getModelId().equals(r.getModelId()))
                .toList();
        var gallery = new PastGallery(told.getReasons().getGalleryOffset());
        try (TopicTail<GalleryEntry> tail = topics.tail(Topics.GALLERY, From.BEGINNING)) {
            tail.untilCaughtUp(READ_LIMIT, gallery::learn);
        }
        List<StrangerEntry> strangers = topics.latest(Topics.STRANGERS).values().stream()
                .map(Entry::value)
                .toList();
        List<String> gone = gone(told, faces, gallery, strangers);
        if (faces.isEmpty()) {
            out.println("It cannot be decided again:");
            gone.forEach(g -> out.println("  " + g));
            return ExitCode.NEGATIVE;
        }
        DecisionReplay.Result result =
                new DecisionReplay(told, gallery, strangers, LogOptions.switches(topics)).run(records);
        if (result.isSame()) {
            out.println("Decided again from " + LabelAnswer.count(faces.size(), "face", "faces") + " and "
                    + LabelAnswer.count(gallery.size(), "template", "templates") + " of then: the same figures.");
        } else if (result.again().isEmpty()) {
            out.println("Decided again, this event does not come about.");
        } else {
            out.println("Decided again, this differs:");
            var table = new Table("  FIGURE", "THEN", "NOW");
            for (Difference d : result.differences()) {
                table.row("  " + d.figure(), d.then(), d.now());
            }
            table.print(out);
        }
        if (!result.isSame()) {
            out.println(gone.isEmpty() ? "Nothing that it rested on is known to be erased." : "Erased since:");
            gone.forEach(g -> out.println("  " + g));
        }
        return result.isSame() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    /** What the decision rested on and is not there any more. */
    private static List<String> gone(
            IdentityEvent told, List<FaceEmbedding> faces, PastGallery gallery, List<StrangerEntry> strangers) {
        List<String> gone = new ArrayList<>();
        Reasons reasons = told.getReasons();
        if (faces.isEmpty()) {
            gone.add("the track's embeddings: they are older than topic embeddings keeps them");
        } else if (faces.get(0).getTime().isAfter(told.getFirstSeenAt())) {
            gone.add("the track's first embeddings, up to " + faces.get(0).getTime()
                    + ": they are older than topic embeddings keeps them");
        }
        if (reasons.getStrangerDistance() != null) {
            boolean isThere = strangers.stream()
                    .anyMatch(s -> s.getTrackId().equals(reasons.getTemplateId())
                            && s.getAnonymousId().equals(told.getAnonymousId()));
            if (!isThere) {
                gone.add("what " + told.getAnonymousId() + " looked like in track " + reasons.getTemplateId()
                        + ": forgotten, named or merged");
            }
        } else if (reasons.getTemplateId() != null
                && reasons.getNearestPersonId() != null
                && !gallery.has(reasons.getNearestPersonId(), reasons.getTemplateId(), reasons.getModelId())) {
            gone.add("template " + reasons.getTemplateId() + " of " + reasons.getNearestPersonId());
        }
        int removed = gallery.removedSince().size();
        if (removed > 0) {
            gone.add(String.format(
                    Locale.ROOT,
                    "%s of the gallery that counted then, or may have: %s",
                    LabelAnswer.count(removed, "template", "templates"),
                    String.join(
                                    ", ",
                                    gallery.removedSince().stream()
                                            .sorted()
                                            .limit(5)
                                            .toList())
                            + (removed > 5 ? ", ..." : "")));
        }
        return gone;
    }

    private static void print(List<ReasonsInWords.Line> lines, PrintStream out) {
        lines.forEach(l -> out.printf(Locale.ROOT, "%-10s  %s%n", l.about(), l.words()));
    }
}
