package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.identity.Correction;
import io.sightline.operations.identity.KnownLabels;
import io.sightline.operations.topics.EventId;
import io.sightline.operations.topics.EventLog;
import io.sightline.operations.topics.EventTrail;
import io.sightline.operations.topics.Labelling;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.Person;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "correct",
        mixinStandardHelpOptions = true,
        description = "Says that an event named the wrong person, or who it was. Every event that depends on it is"
                + " retracted or corrected, and the face is remembered.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:corrected",
            "1:the matcher failed on it",
            "2:no such event or person, or nothing to say about it",
            "3:nothing was corrected: it was so before, or the matcher does not know the event any more",
            "4:no running system, or no answer in time"
        })
final class CorrectCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Mixin
    private LabelOptions options;

    @Parameters(index = "0", paramLabel = "EVENT", description = "Its id, as ./sightline events --json shows it")
    private String event;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Word word;

    /** Either of the two. */
    private static final class Word {
        @Option(names = "--not", description = "It was not whom the event says")
        private boolean not;

        @Option(
                names = "--is",
                paramLabel = "NAME|ID",
                description = "It was this person, who is enrolled. If the event has the key of an unknown, all events"
                        + " of that unknown follow, on all cameras")
        private String is;
    }

    @Option(names = "--only-this", description = "With --is: this sighting alone, not all of the unknown's")
    private boolean onlyThis;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        EventId id = EventId.parse(event);
        if (onlyThis && word.is == null) {
            throw new UserError("--only-this goes with --is: what is denied is denied of this sighting alone");
        }
        try (TopicStore topics = data.topics()) {
            EventTrail trail = new EventLog(topics).find(id);
            var people = People.of(topics.latest(Topics.PEOPLE));
            var labelling = new Labelling(topics);
            Label label = label(trail, people, labelling);
            if (options.isRepeatable()) {
                KnownLabels.of(topics.latest(Topics.LABELS).values()).requireSameOrNew(label);
            }
            var answer = new LabelAnswer(labelling.say(label, options.patience()));
            if (json) {
                System.out.println(Json.line(answer.fields()));
            } else {
                answer.print(done(label, people), "Event " + id.text(), System.out, System.err);
            }
            return answer.exitCode().code();
        }
    }

    private Label label(EventTrail trail, People people, Labelling labelling) {
        var correction = new Correction(options.saying());
        int home = labelling.homePartition(trail.id().cameraId());
        if (word.not) {
            return correction.not(trail, home);
        }
        Optional<String> stranger = Correction.strangerIn(trail);
        Person person = people.find(word.is)
                .orElseThrow(() -> new UserError("Nobody is called '" + word.is
                        + "', and it is nobody's id. Make them known by photos: ./sightline enroll \"" + word.is
                        + "\" PHOTO..."
                        + stranger.map(key -> "; or by what was seen: ./sightline name " + key + " \"" + word.is + "\"")
                                .orElse("")));
        return stranger.isPresent() && !onlyThis
                ? correction.named(stranger.get(), person)
                : correction.is(trail, person, home);
    }

    private static String done(Label label, People people) {
        String who = label.getPersonId() == null
                ? label.getAnonymousId()
                : people.nameOf(label.getPersonId()) + " (" + label.getPersonId() + ")";
        return switch (label.getKind()) {
            case IS_NOT -> "Not " + who + ": event " + label.getEventId() + " and those that depend on it.";
            case NAMED ->
                label.getAnonymousId() + " is " + who + ": all events of this unknown follow, on all cameras."
                        + " Give --only-this to say it of one sighting alone.";
            case IS -> "It is " + who + ": event " + label.getEventId() + " and those of the same sighting.";
            case SAME, FORGOTTEN, UNLEARNED, MERGED, UNSPECIFIED ->
                throw new IllegalStateException("Nobody says " + label.getKind());
        };
    }
}
