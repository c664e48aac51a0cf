package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What came of a record: events, and what was learned. Gathered by {@link CameraSightings}. Not thread-safe. */
final class Outcome {
    private final Kind kind;
    private final List<IdentityEvent> events = new ArrayList<>();
    private final Map<String, TrackDecider.Look> looks = new LinkedHashMap<>();
    private final List<Introduction> introductions = new ArrayList<>();
    private final List<Withdrawal> withdrawals = new ArrayList<>();
    private final Set<Same> duplicates = new LinkedHashSet<>();
    private Optional<Duration> clockJump = Optional.empty();

    private enum Kind {
        NEWS,
        BEHIND,
        BESIDE
    }

    /**
     * What a stranger looks like, to be known by from now on.
     *
     * @param model that says so
     * @param likeness what the track's faces look like together
     * @param knownSince when the stranger was first seen, milliseconds since 1970
     * @param seenAt when the track was
     */
    record Introduction(
            ActiveModel model,
            Identity stranger,
            String trackId,
            Embedding likeness,
            float quality,
            CropRef crop,
            long knownSince,
            long seenAt) {}

    /** A stranger of this track has proved to be somebody enrolled. */
    record Withdrawal(Identity stranger, String trackId) {}

    /** Two strangers are one. */
    record Same(String younger, String older) {}

    Outcome() {
        this(Kind.NEWS);
    }

    private Outcome(Kind kind) {
        this.kind = kind;
    }

    /** The record lay behind the camera's high-water mark: nothing has changed. */
    static Outcome behind() {
        return new Outcome(Kind.BEHIND);
    }

    /** A face of a model that does not decide its track: nothing has changed, no more than that somebody is introduced. */
    static Outcome beside() {
        return new Outcome(Kind.BESIDE);
    }

    void tell(IdentityEvent event) {
        events.add(event);
    }

    void looked(Track track, TrackDecider.Look look) {
        looks.put(track.id(), look);
    }

    void introduce(Track track, TrackDecider.Look look, Identity stranger, long knownSince) {
        introduce(new Introduction(
                look.faces().model(),
                stranger,
                track.id(),
                look.faces().centre(),
                look.faces().quality(),
                track.bestCrop(),
                knownSince,
                track.last().time()));
    }

    void introduce(Introduction seen) {
        introductions.add(seen);
    }

    void withdraw(Track track) {
        withdrawals.add(new Withdrawal(track.identity(), track.id()));
    }

    void same(String younger, Identity older) {
        duplicates.add(new Same(younger, older.key()));
    }

    /** Notes a jump: a step back, or one ahead that is larger than the limit. */
    void clockMoved(Duration step, Duration limit) {
        if (step.isNegative() || step.compareTo(limit) > 0) {
            clockJump = Optional.of(step);
        }
    }

    boolean isNews() {
        return kind == Kind.NEWS;
    }

    boolean isBehind() {
        return kind == Kind.BEHIND;
    }

    List<IdentityEvent> events() {
        return events;
    }

    /** What the gallery said of the track, if it was asked. */
    Optional<TrackDecider.Look> lookAt(String trackId) {
        return Optional.ofNullable(looks.get(trackId));
    }

    /** What the gallery said, each time it was asked. */
    List<Assessment> assessments() {
        return looks.values().stream().map(TrackDecider.Look::assessment).toList();
    }

    List<Introduction> introductions() {
        return introductions;
    }

    List<Withdrawal> withdrawals() {
        return withdrawals;
    }

    Set<Same> duplicates() {
        return duplicates;
    }

    /** How far the camera's clock has jumped, if it has. */
    Optional<Duration> clockJump() {
        return clockJump;
    }
}
