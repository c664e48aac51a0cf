package io.sightline.console.timeline;

import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One person before one camera, once, as far as its events were read. Grows with them, until {@link #shed}. Not thread-safe.
 *
 * <p>Who it is, the last event that says so decides, and a correction over all before it.
 */
final class Sighting {
    private final String id;
    private final String cameraId;
    private final Set<String> eventIds = new LinkedHashSet<>();
    private final Set<String> trackIds = new LinkedHashSet<>();
    private Instant first;
    private Instant last;
    private boolean isOver;
    private Optional<String> personId = Optional.empty();
    private Optional<String> anonymousId = Optional.empty();
    /** The event that words are said of. */
    private IdentityEvent about;
    /** The last that gave reasons. */
    private IdentityEvent explained;

    private CropRef crop;
    private Label word;
    private Optional<String> formerPersonId = Optional.empty();
    private Optional<Long> delayMillis = Optional.empty();

    Sighting(IdentityEvent event) {
        id = idOf(event);
        cameraId = event.getCameraId();
        first = event.getFirstSeenAt();
        last = event.getCapturedAt();
        about = event;
        explained = event;
    }

    static String idOf(IdentityEvent event) {
        return event.getSightingId() == null ? event.getTrackId() : event.getSightingId();
    }

    static boolean isCorrection(IdentityEvent event) {
        return event.getKind() == EventKind.CORRECTED || event.getKind() == EventKind.RETRACTED;
    }

    /** Takes in an event of this sighting; in the camera's order, and some of them perhaps again. */
    void learn(IdentityEvent event, Optional<Long> delay) {
        if (!eventIds.add(event.getEventId())) {
            return;
        }
        if (event.getTrackId() != null) {
            trackIds.add(event.getTrackId());
        }
        first = event.getFirstSeenAt().isBefore(first) ? event.getFirstSeenAt() : first;
        last = event.getCapturedAt().isAfter(last) ? event.getCapturedAt() : last;
        if (event.getCrop() != null && !isCorrection(event)) {
            crop = event.getCrop();
        }
        boolean namesSomebody = event.getPersonId() != null || event.getAnonymousId() != null;
        if (isCorrection(event)) {
            formerPersonId = Optional.ofNullable(event.getFormerPersonId());
            take(event);
        } else if (event.getKind() == EventKind.LEFT) {
            isOver = true;
        } else {
            isOver = false;
            delayMillis = delay.or(() -> delayMillis);
            if (namesSomebody) {
                take(event);
                about = event;
            }
            if (event.getReasons() != null) {
                explained = event;
            }
        }
    }

    private void take(IdentityEvent event) {
        personId = Optional.ofNullable(event.getPersonId());
        anonymousId = personId.isPresent() ? Optional.empty() : Optional.ofNullable(event.getAnonymousId());
    }

    /** A person's word about it. */
    void say(Label label) {
        if (word == null || !label.getSaidAt().isBefore(word.getSaidAt())) {
            word = label;
        }
    }

    String id() {
        return id;
    }

    String cameraId() {
        return cameraId;
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }

    boolean isOver() {
        return isOver;
    }

    Optional<String> personId() {
        return personId;
    }

    Optional<String> anonymousId() {
        return anonymousId;
    }

    IdentityEvent about() {
        return about;
    }

    IdentityEvent explained() {
        return explained;
    }

    Optional<CropRef> crop() {
        return Optional.ofNullable(crop);
    }

    Optional<Label> word() {
        return Optional.ofNullable(word);
    }

    /** Whom a correction took it from, if that was somebody who was enrolled. */
    Optional<String> formerPersonId() {
        return formerPersonId;
    }

    Optional<Long> delayMillis() {
        return delayMillis;
    }

    /** What a sighting no longer knows. */
    record Shed(List<String> eventIds, List<String> trackIds) {}

    /**
     * Forgets the oldest events and tracks beyond so many of each: who sits before a camera all day makes thousands. The event
     * that words are said of stays.
     */
    Shed shed(int most) {
        return new Shed(oldest(eventIds, most, about.getEventId()), oldest(trackIds, most, about.getTrackId()));
    }

    private static List<String> oldest(Set<String> ids, int most, String kept) {
        List<String> gone = new ArrayList<>();
        var each = ids.iterator();
        while (ids.size() - gone.size() > most && each.hasNext()) {
            String id = each.next();
            if (!id.equals(kept)) {
                gone.add(id);
            }
        }
        gone.forEach(ids::remove);
        return gone;
    }

    Set<String> eventIds() {
        return eventIds;
    }

    /** Of all tracks that its events were about; it begins with one, and may go on with others. */
    Set<String> trackIds() {
        return trackIds;
    }
}
