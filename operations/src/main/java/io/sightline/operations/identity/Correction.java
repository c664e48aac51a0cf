package io.sightline.operations.identity;

import io.sightline.core.UserError;
import io.sightline.operations.topics.EventTrail;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Person;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes a label of what somebody says about an event, or says why that makes no sense.
 *
 * <p>What is denied or affirmed is what the event says now, after the corrections that the log has of it.
 */
public final class Correction {
    private static final int MOST_NAMED = 5;

    private final Saying saying;

    public Correction(Saying saying) {
        this.saying = saying;
    }

    /**
     * It was not whom the event says.
     *
     * @param homePartition of the event's camera
     * @throws UserError if there is no such event, it is a correction itself, or it named nobody
     */
    public Label not(EventTrail trail, int homePartition) {
        IdentityEvent event = requireOriginal(trail);
        IdentityEvent latest = trail.latest();
        boolean isRetracted = !trail.corrections().isEmpty() && !namesSomebody(latest);
        // Denied again: the matcher answers, and counts, that it was so before.
        String person = isRetracted ? latest.getFormerPersonId() : latest.getPersonId();
        String stranger = isRetracted ? latest.getFormerAnonymousId() : latest.getAnonymousId();
        if (person == null && stranger == null) {
            throw new UserError("Event " + event.getEventId() + " (" + event.getKind()
                    + ") names nobody, so there is nothing to deny." + namedBySiblings(trail));
        }
        return about(event, LabelKind.IS_NOT, homePartition)
                .setPersonId(person)
                .setAnonymousId(person == null ? stranger : null)
                .build();
    }

    /**
     * It was this person.
     *
     * @throws UserError if there is no such event, or it is a correction itself
     */
    public Label is(EventTrail trail, Person person, int homePartition) {
        return about(requireOriginal(trail), LabelKind.IS, homePartition)
                .setPersonId(person.getPersonId())
                .build();
    }

    /** This stranger is this person, wherever they were seen. */
    public Label named(String anonymousId, Person person) {
        return label(LabelKind.NAMED)
                .setAnonymousId(anonymousId)
                .setPersonId(person.getPersonId())
                .build();
    }

    /** These two who are enrolled are one, wherever they were seen. */
    public Label merged(String personId, String intoPersonId) {
        return label(LabelKind.MERGED)
                .setPersonId(personId)
                .setIntoPersonId(intoPersonId)
                .build();
    }

    /**
     * Who the event now says it was, if that is somebody who is not enrolled.
     *
     * @throws UserError if there is no such event, or it is a correction itself
     */
    public static Optional<String> strangerIn(EventTrail trail) {
        requireOriginal(trail);
        return Optional.ofNullable(trail.latest())
                .filter(e -> e.getPersonId() == null)
                .map(IdentityEvent::getAnonymousId);
    }

    private Label.Builder about(IdentityEvent event, LabelKind kind, int homePartition) {
        return label(kind)
                .setEventId(event.getEventId())
                .setCameraId(event.getCameraId())
                .setTrackId(event.getTrackId())
                .setHomePartition(homePartition);
    }

    private Label.Builder label(LabelKind kind) {
        return Label.newBuilder()
                .setLabelId(saying.labelId())
                .setKind(kind)
                .setActor(saying.actor())
                .setSaidAt(saying.saidAt());
    }

    private static IdentityEvent requireOriginal(EventTrail trail) {
        IdentityEvent event = trail.event().orElseThrow(() -> new UserError(noSuchEvent(trail)));
        if (event.getKind() == EventKind.CORRECTED || event.getKind() == EventKind.RETRACTED) {
            throw new UserError("Event " + event.getEventId() + " is a correction itself (" + event.getKind()
                    + "); say it of the event that it is about: " + event.getCorrects());
        }
        return event;
    }

    /** What is there instead. */
    public static String noSuchEvent(EventTrail trail) {
        String message = "There is no event " + trail.id().text();
        if (trail.siblings().isEmpty()) {
            return message + ", nor any other of its track on camera '"
                    + trail.id().cameraId()
                    + "'; it may be older than what identity-events keeps. ./sightline events --json shows the ids.";
        }
        return message + "; its track has " + ids(trail.siblings());
    }

    private static String namedBySiblings(EventTrail trail) {
        List<IdentityEvent> naming =
                trail.siblings().stream().filter(Correction::namesSomebody).toList();
        return naming.isEmpty() ? "" : " Others of its track name somebody: " + ids(naming);
    }

    private static boolean namesSomebody(IdentityEvent event) {
        return event.getPersonId() != null || event.getAnonymousId() != null;
    }

    private static String ids(List<IdentityEvent> events) {
        String shown =
                events.stream().limit(MOST_NAMED).map(IdentityEvent::getEventId).collect(Collectors.joining(", "));
        return events.size() > MOST_NAMED ? shown + " and " + (events.size() - MOST_NAMED) + " more" : shown;
    }
}
