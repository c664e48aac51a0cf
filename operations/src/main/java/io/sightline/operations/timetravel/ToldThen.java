package io.sightline.operations.timetravel;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What the events said, and say now, of the sightings in which somebody was found. Not thread-safe. */
public final class ToldThen {
    private final String who;
    private final Duration gap;
    private final Set<String> tracks;
    private final Map<String, Said> byEvent = new HashMap<>();
    private final Map<String, List<Said>> byTrack = new HashMap<>();
    private final Map<String, Stay> stays = new HashMap<>();

    /** One event's word on who it was. */
    private static final class Said {
        private final Stay stay;
        private final String then;
        private String now;
        private boolean isEnrolledNow;

        Said(Stay stay, String then, boolean isEnrolled) {
            this.stay = stay;
            this.then = then;
            this.now = then;
            this.isEnrolledNow = isEnrolled;
        }
    }

    /** The time of a sighting as the matcher saw it. */
    private static final class Stay {
        private final String cameraId;
        private Instant from;
        private Instant left = Instant.MAX;

        Stay(String cameraId, Instant from) {
            this.cameraId = cameraId;
            this.from = from;
        }
    }

    /**
     * Prepares for what was found.
     *
     * @param who the personId or anonymousId that was looked for
     * @param gap as it was for the search
     */
    public ToldThen(String who, Collection<FoundSighting> found, Duration gap) {
        this.who = who;
        this.gap = gap;
        this.tracks = found.stream().flatMap(s -> s.tracks().stream()).collect(Collectors.toCollection(HashSet::new));
    }

    /** Takes in the next event of topic identity-events, in the order of the topic. */
    public void learn(IdentityEvent event) {
        switch (event.getKind()) {
            case APPEARED, IDENTIFIED, UPDATED -> say(event);
            case LEFT -> leave(event);
            case CORRECTED, RETRACTED -> correct(event);
            case UNSPECIFIED -> {} // of a later version; it names nobody that we know how to take
        }
    }

    private void say(IdentityEvent event) {
        String named = named(event);
        if (named == null || !(named.equals(who) || tracks.contains(event.getTrackId()))) {
            return;
        }
        Stay stay =
                stays.computeIfAbsent(sightingOf(event), id -> new Stay(event.getCameraId(), event.getFirstSeenAt()));
        stay.from = event.getFirstSeenAt().isBefore(stay.from) ? event.getFirstSeenAt() : stay.from;
        var said = new Said(stay, named, event.getPersonId() != null);
        byEvent.put(event.getEventId(), said);
        byTrack.computeIfAbsent(event.getTrackId(), t -> new ArrayList<>()).add(said);
    }

    private void leave(IdentityEvent event) {
        Stay stay = stays.get(sightingOf(event));
        if (stay != null) {
            stay.left = event.getCapturedAt();
        }
    }

    private void correct(IdentityEvent event) {
        Said said = event.getCorrects() == null ? null : byEvent.get(event.getCorrects());
        if (said == null && event.getKind() == EventKind.CORRECTED && who.equals(named(event))) {
            // What it corrects named nobody, or was about a track in which nothing was found.
            said = new Said(
                    stays.computeIfAbsent(
                            sightingOf(event), id -> new Stay(event.getCameraId(), event.getFirstSeenAt())),
                    null,
                    false);
            byTrack.computeIfAbsent(event.getTrackId(), t -> new ArrayList<>()).add(said);
        }
        if (said != null) {
            said.now = named(event);
            said.isEnrolledNow = event.getPersonId() != null;
        }
    }

    private static String named(IdentityEvent event) {
        return event.getPersonId() != null ? event.getPersonId() : event.getAnonymousId();
    }

    private static String sightingOf(IdentityEvent event) {
        return event.getSightingId() == null ? event.getTrackId() : event.getSightingId();
    }

    /** What was told of a sighting, once all events are learned. */
    public Told of(FoundSighting sighting) {
        List<Said> said = new ArrayList<>();
        sighting.tracks().forEach(t -> said.addAll(byTrack.getOrDefault(t, List.of())));
        // One person may stay over several tracks, and who it is was not told of each.
        byTrack.values().forEach(all -> all.stream()
                .filter(s -> (who.equals(s.then) || who.equals(s.now)) && overlaps(s.stay, sighting))
                .forEach(said::add));
        if (said.stream().anyMatch(s -> who.equals(s.then) && who.equals(s.now))) {
            return new Told(Told.Verdict.TOLD, who);
        }
        if (said.stream().anyMatch(s -> who.equals(s.now))) {
            return new Told(Told.Verdict.CORRECTED, who);
        }
        String now = said.stream()
                .filter(s -> s.isEnrolledNow)
                .map(s -> s.now)
                .findFirst()
                .orElseGet(() -> said.stream()
                        .map(s -> s.now)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
        if (said.stream().anyMatch(s -> who.equals(s.then))) {
            return new Told(Told.Verdict.DENIED, now);
        }
        boolean isAnother = said.stream().anyMatch(s -> s.isEnrolledNow);
        return new Told(isAnother ? Told.Verdict.AS_ANOTHER : Told.Verdict.NOT_TOLD, now);
    }

    private boolean overlaps(Stay stay, FoundSighting sighting) {
        return stay.cameraId.equals(sighting.cameraId())
                && !stay.from.minus(gap).isAfter(sighting.to())
                && (stay.left.equals(Instant.MAX) || !stay.left.plus(gap).isBefore(sighting.from()));
    }
}
