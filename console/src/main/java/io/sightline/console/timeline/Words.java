package io.sightline.console.timeline;

import io.sightline.console.api.LabelAnswer;
import io.sightline.console.api.LabelRequest;
import io.sightline.console.api.NamingAnswer;
import io.sightline.console.api.NamingRequest;
import io.sightline.console.http.Problem;
import io.sightline.core.UserError;
import io.sightline.operations.identity.Correction;
import io.sightline.operations.identity.Naming;
import io.sightline.operations.identity.Saying;
import io.sightline.operations.topics.EventId;
import io.sightline.operations.topics.EventLog;
import io.sightline.operations.topics.EventTrail;
import io.sightline.operations.topics.Labelling;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.Person;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** What an operator says about who somebody was. One thread for each. */
final class Words {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST_NAME = 200;

    private final TopicStore topics;
    private final String actor;
    private final InstantSource clock;

    Words(TopicStore topics, String actor, InstantSource clock) {
        this.topics = topics;
        this.actor = actor;
        this.clock = clock;
    }

    /**
     * Says it, and waits for what comes of it.
     *
     * @throws UserError if it makes no sense
     * @throws Problem if there is nobody of that id
     */
    LabelAnswer say(LabelRequest request) {
        EventTrail trail = new EventLog(topics).find(EventId.parse(request.eventId()));
        return switch (request.kind()) {
            case NOT -> {
                var labelling = new Labelling(topics);
                yield answer(labelling.say(
                        new Correction(saying())
                                .not(trail, labelling.homePartition(trail.id().cameraId())),
                        PATIENCE));
            }
            case RIGHT -> is(trail, whoItIs(trail));
            case IS -> say(trail, request);
        };
    }

    private Person whoItIs(EventTrail trail) {
        String personId = trail.event().isEmpty() ? null : trail.latest().getPersonId();
        if (personId == null) {
            throw new UserError("The sighting names nobody who is enrolled, so nothing can be right about it;"
                    + " say who it is instead");
        }
        return person(personId);
    }

    private LabelAnswer say(EventTrail trail, LabelRequest request) {
        requireOneOf(request.personId(), request.name());
        Optional<String> stranger = Correction.strangerIn(trail);
        if (request.personId().isPresent()) {
            Person person = person(request.personId().get());
            return stranger.isPresent() ? named(stranger.get(), person) : is(trail, person);
        }
        String name = checked(request.name().get());
        if (stranger.isPresent()) {
            return answer(new Naming(topics)
                    .name(stranger.get(), name, false, Optional.empty(), saying(), PATIENCE)
                    .outcome());
        }
        return isSomebodyNew(trail, name);
    }

    private LabelAnswer is(EventTrail trail, Person person) {
        var labelling = new Labelling(topics);
        int home = labelling.homePartition(trail.id().cameraId());
        return answer(labelling.say(new Correction(saying()).is(trail, person, home), PATIENCE));
    }

    private LabelAnswer named(String anonymousId, Person person) {
        return answer(new Labelling(topics).say(new Correction(saying()).named(anonymousId, person), PATIENCE));
    }

    /** Made known by this one sighting; if nothing is learned of it, they are not. */
    private LabelAnswer isSomebodyNew(EventTrail trail, String name) {
        requireNew(name);
        Person person = People.newPerson(name, clock.instant(), new SecureRandom());
        topics.put(Topics.PEOPLE, person.getPersonId(), person);
        var labelling = new Labelling(topics);
        Label label = new Correction(saying())
                .is(trail, person, labelling.homePartition(trail.id().cameraId()));
        Labelling.Outcome outcome = labelling.say(label, PATIENCE);
        if (outcome.isComplete() && !outcome.isSaid(LabelOutcome.APPLIED)) {
            topics.remove(Topics.PEOPLE, person.getPersonId());
        }
        return answer(outcome);
    }

    /** Gives strangers a name, one after the other: they become one person. */
    NamingAnswer name(NamingRequest request) {
        requireOneOf(request.personId(), request.name());
        if (request.anonymousIds().isEmpty()) {
            throw new UserError("anonymousIds is empty; expected one stranger's key or more");
        }
        request.anonymousIds().forEach(Naming::requireKey);
        String who = request.personId()
                .map(id -> person(id).getPersonId())
                .orElseGet(() -> checked(request.name().get()));
        request.name().ifPresent(this::requireNew);
        boolean isComplete = true;
        int corrected = 0;
        int learned = 0;
        Person person = null;
        LabelAnswer last = null;
        for (String key : request.anonymousIds()) {
            Naming.Named named = new Naming(topics)
                    .name(
                            key,
                            person == null ? who : person.getPersonId(),
                            false,
                            Optional.empty(),
                            saying(),
                            PATIENCE);
            person = named.isKept() ? named.person() : person;
            last = answer(named.outcome());
            isComplete &= last.isComplete();
            corrected += last.corrected();
            learned += last.learned();
        }
        if (person == null) {
            throw Problem.conflict("Nothing came of it: " + last.words());
        }
        return new NamingAnswer(
                person.getPersonId(),
                person.getName(),
                isComplete,
                corrected,
                learned,
                words(isComplete, corrected, learned));
    }

    private Person person(String personId) {
        return People.of(topics.latest(Topics.PEOPLE)).all().stream()
                .filter(p -> p.getPersonId().equals(personId))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There is nobody with the id " + personId));
    }

    private void requireNew(String name) {
        if (People.of(topics.latest(Topics.PEOPLE)).all().stream().anyMatch(p -> name.equals(p.getName()))) {
            throw Problem.conflict("There is somebody called '" + name
                    + "' already. If it is the same person, choose them; if not, give a name that tells them apart.");
        }
    }

    private static void requireOneOf(Optional<String> personId, Optional<String> name) {
        if (personId.isPresent() == name.isPresent()) {
            throw new UserError("Expected either personId, of somebody who is enrolled, or name, of somebody new");
        }
    }

    static String checked(String name) {
        String stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST_NAME) {
            throw new UserError("A name has 1 to " + LONGEST_NAME + " characters");
        }
        if (stripped.startsWith("person-") || stripped.startsWith("anon-")) {
            throw new UserError("A name does not begin with person- or anon-: those are ids");
        }
        return stripped;
    }

    private Saying saying() {
        return new Saying("label-" + UUID.randomUUID(), actor, clock.instant());
    }

    private static LabelAnswer answer(Labelling.Outcome outcome) {
        return new LabelAnswer(
                outcome.label().getLabelId(),
                outcome.isComplete(),
                outcome.events(),
                outcome.templates(),
                words(outcome));
    }

    private static String words(Labelling.Outcome outcome) {
        if (!outcome.isComplete() || outcome.isSaid(LabelOutcome.APPLIED)) {
            return words(outcome.isComplete(), outcome.events(), outcome.templates());
        }
        return switch (outcome.verdict()) {
            case ALREADY -> "It was so before; nothing has changed.";
            case UNKNOWN_EVENT -> "It is too long ago: the matcher does not know this sighting any more.";
            case NOT_SAID -> "The sighting does not say that any more.";
            case PERSON_ERASED -> "That person was forgotten; nobody becomes them again.";
            case NOTHING_HERE -> "No sighting and no face depend on it; nothing has changed.";
            case FAILED ->
                "The matcher could not follow it: " + String.join(" ", outcome.messages(LabelOutcome.FAILED));
            case APPLIED -> throw new IllegalStateException("said above");
        };
    }

    private static String words(boolean isComplete, int corrected, int learned) {
        String done = (corrected == 0 ? "No event said otherwise" : count(corrected, "event") + " corrected")
                + (learned == 0 ? "." : ", " + count(learned, "face") + " learned.");
        return isComplete ? done : done + " Part of the system has not answered yet; it follows by itself.";
    }

    private static String count(int number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
