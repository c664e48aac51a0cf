package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.TrackState;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Who is before one camera: turns its records into events. A function of its state, the record, the gallery and the
 * strangers; it knows no clock but the camera's. Not thread-safe.
 *
 * <p>A track is announced (APPEARED) at its first face. When it is decided who it is, and they are not before the camera
 * already, IDENTIFIED follows for somebody enrolled and UPDATED for a stranger; else the track joins the sighting, and an
 * UPDATED says so: whoever reads the events can put a name to each track that is decided. Whose first face tells that they
 * are there already is not announced: that UPDATED is all. A sighting goes on while one of its tracks is in view, and for
 * {@code gap} after that; then each of its announced tracks gets its LEFT. So every APPEARED is answered by exactly one
 * LEFT of the same track, and a person who turns away for a moment is identified once.
 */
final class CameraSightings {
    /** Tracks of one sighting that wait, out of view, for their LEFT; with more, the oldest gets it early. */
    static final int MOST_WAITING = 32;

    /** Tracks that timed out and whose end was not told; with more, the oldest is forgotten. */
    static final int MOST_RESTING = 32;

    private final String cameraId;
    private final TrackDecider decider;
    private final SightingSettings settings;
    private final CameraEvents events;
    private final StrangerMeetings strangers;
    private final HighWaterMark mark;
    private final UnaryOperator<Identity> laterKnownAs;
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private final ModelSwitches switches;
    private final Sightings sightings;

    // Of the record at hand.
    private Outcome outcome = new Outcome();
    private Optional<TrackDecider.Look> look = Optional.empty();

    /**
     * @param state what was kept of this camera; null for a new one
     * @param laterKnownAs who a stranger, or a person who was merged with another, has turned out to be; itself as long as nothing was said, null for one who was
     *     forgotten
     */
    CameraSightings(
            String cameraId,
            CameraState state,
            TrackDecider decider,
            SightingSettings settings,
            UnaryOperator<Identity> laterKnownAs) {
        this.cameraId = cameraId;
        this.decider = decider;
        this.switches = decider.switches();
        this.settings = settings;
        this.laterKnownAs = laterKnownAs;
        this.strangers = new StrangerMeetings(decider, settings.strangersKept(), laterKnownAs);
        this.events = new CameraEvents(cameraId, state == null ? 0 : state.getLastSequence(), settings.eventValidity());
        if (state == null) {
            mark = new HighWaterMark();
            sightings = new Sightings();
            return;
        }
        mark = new HighWaterMark(state.getEpoch(), state.getNumber(), state.getTime(), state.getFacesAtMark());
        sightings = Sightings.of(state.getSightings());
        for (TrackState t : state.getTracks()) {
            tracks.put(t.getTrackId(), Track.of(t, evidence(t, state.getModelId())));
        }
    }

    /** @param ofCamera the model that made it if the track names none */
    private Evidence evidence(TrackState track, String ofCamera) {
        return decider.model(track.getModelId() == null ? ofCamera : track.getModelId())
                .map(model -> Evidence.of(model, track.getFaces(), decider.facesKept()))
                // Vectors of a model that is out of use say nothing beside another's.
                .orElseGet(() -> decider.noEvidence(switches.decidingAt(track.getFirstSeenAt())));
    }

    CameraState toState() {
        return new CameraState(
                mark.epoch(),
                mark.number(),
                mark.time(),
                mark.faces(),
                events.lastSequence(),
                tracks.values().stream().map(Track::toState).toList(),
                sightings.toState(),
                null);
    }

    /**
     * Takes in a record of this camera.
     *
     * @param record a LIVE record that is whole; a FACE made by a model of interest
     * @throws UnusableRecord if its vector is not the model's; nothing has changed then
     */
    Outcome apply(FaceEmbedding record) {
        if (record.getKind() == TrackRecordKind.FACE && !deciding(record).made(record)) {
            return strangers.beside(tracks.get(record.getTrackId()), record);
        }
        boolean isNews =
                switch (record.getKind()) {
                    case FACE -> mark.isNewFace(record);
                    case CAMERA_TIME -> mark.isNewTime(record);
                    case TRACK_ENDED -> isOpen(record.getTrackId());
                    case UNSPECIFIED -> false;
                };
        if (!isNews) {
            return Outcome.behind();
        }
        outcome = new Outcome();
        look = Optional.empty();
        switch (record.getKind()) {
            case FACE -> {
                ActiveModel model = deciding(record);
                var vector = model.vectorOf(record);
                moveTo(record);
                see(record, model, vector);
            }
            case TRACK_ENDED -> {
                moveTo(record);
                if (isOpen(record.getTrackId())) {
                    close(tracks.get(record.getTrackId()));
                }
            }
            case CAMERA_TIME, UNSPECIFIED -> moveTo(record);
        }
        letGoThoseSeenUntil(mark.time() - settings.gap().toMillis());
        return outcome;
    }

    /**
     * The model that decides a face's track: the one that did when the track began, until faces are embedded with it no
     * more. A crop's embeddings come in any order, so those of other models do not even begin a track.
     */
    private ActiveModel deciding(FaceEmbedding face) {
        Track track = tracks.get(face.getTrackId());
        long time = face.getTime().toEpochMilli();
        boolean goesOn = track != null && !track.isResting() && switches.isSupplied(track.model(), time);
        return goesOn ? track.model() : switches.decidingAt(time);
    }

    private boolean isOpen(String trackId) {
        Track track = tracks.get(trackId);
        return track != null && !track.isClosed();
    }

    private void moveTo(FaceEmbedding record) {
        boolean goesOn = mark.epoch() == record.getEpoch();
        long before = mark.time();
        mark.moveTo(record);
        long now = mark.time();
        if (goesOn) {
            outcome.clockMoved(Duration.ofMillis(now - before), settings.clockJump());
        }
        if (now < before) {
            // The clock was set back: what was in view is of another time.
            loseThoseSeenUntil(before);
            letGoThoseSeenUntil(before);
        } else {
            loseThoseSeenUntil(now - settings.trackTimeout().toMillis());
            letGoThoseSeenUntil(now - settings.gap().toMillis());
        }
    }

    private void loseThoseSeenUntil(long time) {
        List<Track> lost = tracks.values().stream()
                .filter(t -> t.isInView() && t.last().time() <= time)
                .toList();
        for (Track track : lost) {
            lastLook(track);
            track.lose();
            outOfView(track);
        }
    }

    private void see(FaceEmbedding face, ActiveModel model, Embedding vector) {
        Track track = tracks.computeIfAbsent(face.getTrackId(), id -> Track.begin(face, decider.noEvidence(model)));
        if (!track.model().isSameAs(model)) {
            track.goOnWith(decider.noEvidence(model));
        }
        track.see(face);
        float quality = face.getFace().getQuality().getScore();
        if (decider.isEvidence(quality)) {
            track.evidence().add(vector, quality);
            look = decider.look(track.evidence(), cameraId, track.ruledOut());
        }
        look.ifPresent(l -> {
            outcome.looked(track, l);
            if (track.identity() == null) {
                track.note(l.assessment());
            }
        });
        Optional<Assessment> decision = look.map(TrackDecider.Look::assessment).filter(a -> isDecisive(track, a));
        boolean joinsAtOnce = decision.isPresent() && sightings.contains(nearest(decision.get()));
        if (!track.isAnnounced() && track.identity() == null && !joinsAtOnce) {
            announce(track);
        }
        if (decision.isPresent()) {
            decide(track, decision.get());
        } else {
            look.ifPresent(l -> considerStranger(track, l, false));
        }
        if (track.identity() != null) {
            sightings.see(track);
            tellBetterCrop(track);
        }
    }

    private boolean isDecisive(Track track, Assessment a) {
        if (track.isConfirmed()) {
            return false;
        }
        return track.isNobodyEnrolled()
                ? decider.decides(a)
                : decider.overrules(a, track.identity().key()) && !nearest(a).equals(track.identity());
    }

    /** Of one who was merged with another, the gallery has templates for a moment longer. */
    private Identity nearest(Assessment a) {
        Identity enrolled = new Identity(a.nearestPersonId());
        Identity now = laterKnownAs.apply(enrolled);
        return now == null ? enrolled : now;
    }

    private void announce(Track track) {
        track.announce();
        emit(EventKind.APPEARED, track, null, track.last());
    }

    private void decide(Track track, Assessment why) {
        if (track.identity() != null && track.identity().isStranger()) {
            // What the stranger was known by of this track shows somebody enrolled.
            outcome.withdraw(track);
        }
        Identity person = nearest(why);
        track.decide(person, why);
        if (sightings.join(track)) {
            emit(EventKind.UPDATED, track, person, track.last());
            return;
        }
        if (!track.isAnnounced()) {
            announce(track);
        }
        emit(EventKind.IDENTIFIED, track, person, track.last());
    }

    private void considerStranger(Track track, TrackDecider.Look l, boolean isLast) {
        if (strangers.meet(track, l, isLast, mark.time(), outcome)) {
            // Whether they were there already or not: either way it is news whose face this is.
            sightings.join(track);
            emit(EventKind.UPDATED, track, track.identity(), track.last());
        }
    }

    /** A track without a key that will not be seen again: what there is must do. */
    private void lastLook(Track track) {
        if (track.identity() == null && track.isAnnounced()) {
            decider.look(track.evidence(), cameraId, track.ruledOut()).ifPresent(l -> {
                outcome.looked(track, l);
                considerStranger(track, l, true);
            });
        }
    }

    private void tellBetterCrop(Track track) {
        if (track.isAnnounced() && decider.isClearlyBetter(track.bestQuality(), track.toldQuality())) {
            look.map(TrackDecider.Look::assessment)
                    .filter(a -> track.identity().key().equals(a.nearestPersonId()))
                    .ifPresent(track::note);
            emit(EventKind.UPDATED, track, track.identity(), track.last());
        }
    }

    private void close(Track track) {
        boolean wasResting = track.isResting();
        lastLook(track);
        track.close();
        if (wasResting) {
            tracks.remove(track.id());
        } else {
            outOfView(track);
        }
    }

    /** Somebody of whom nothing is known has left; others only when the sighting is over. */
    private void outOfView(Track track) {
        if (track.identity() == null) {
            leave(track, track.last());
        } else if (!track.isAnnounced() && track.isClosed()) {
            tracks.remove(track.id());
        } else {
            List<Track> waiting = tracks.values().stream()
                    .filter(t -> !t.isInView() && track.identity().equals(t.identity()))
                    .toList();
            if (waiting.size() > MOST_WAITING) {
                // One that owes no LEFT first: whoever reads is told no earlier than need be that they left.
                Track first = waiting.stream()
                        .filter(t -> !t.isAnnounced())
                        .findFirst()
                        .orElse(waiting.get(0));
                leave(first, first.last());
            }
        }
    }

    private void letGoThoseSeenUntil(long time) {
        List<Identity> gone = sightings.lastSeenUntil(time).stream()
                .filter(who -> !isInView(who))
                .toList();
        for (Identity who : gone) {
            Sight last = sightings.remove(who);
            for (Track track : List.copyOf(tracks.values())) {
                if (who.equals(track.identity())) {
                    leave(track, last);
                }
            }
        }
    }

    private boolean isInView(Identity who) {
        return tracks.values().stream().anyMatch(t -> t.isInView() && who.equals(t.identity()));
    }

    private void leave(Track track, Sight last) {
        if (track.isAnnounced()) {
            emit(EventKind.LEFT, track, track.identity(), last);
        }
        if (track.isClosed()) {
            tracks.remove(track.id());
            return;
        }
        track.rest();
        List<Track> resting = tracks.values().stream().filter(Track::isResting).toList();
        if (resting.size() > MOST_RESTING) {
            tracks.remove(resting.get(0).id());
        }
    }

    /**
     * Somebody said who the tracks of a sighting are: those that are still known here go on as that.
     *
     * @param trackIds of the sighting
     * @param sightingId the track that began it
     */
    void confirm(Set<String> trackIds, String sightingId, Identity who) {
        for (Track track : known(trackIds)) {
            Identity before = track.identity();
            track.confirm(who);
            sightings.join(track, sightingId);
            dropSightingOfNoTrack(before);
        }
    }

    /**
     * Somebody said who the tracks of a sighting are not.
     *
     * @param trackIds of the sighting
     * @return the events of those that are out of view: nothing is left to wait for
     */
    List<IdentityEvent> ruleOut(Set<String> trackIds, Identity who) {
        outcome = new Outcome();
        for (Track track : known(trackIds)) {
            boolean wasThat = who.equals(track.identity());
            track.ruleOut(who);
            if (wasThat) {
                track.join(track.id());
                if (!track.isInView()) {
                    leave(track, track.last());
                }
            }
        }
        dropSightingOfNoTrack(who);
        return outcome.events();
    }

    /** A stranger, or a person, has turned out to be somebody: who is here under that key goes on under the other. */
    void rename(Identity stranger, Identity to) {
        Optional<String> former = sightings.rename(stranger, to);
        for (Track track : tracks.values()) {
            if (stranger.equals(track.identity())) {
                track.decide(to, track.assessment());
                sightings.join(track, former.orElse(track.id()));
            }
        }
    }

    private List<Track> known(Set<String> trackIds) {
        return tracks.values().stream()
                .filter(t -> trackIds.contains(t.id()))
                .filter(t -> !t.isResting())
                .toList();
    }

    private void dropSightingOfNoTrack(Identity who) {
        if (who != null && tracks.values().stream().noneMatch(t -> who.equals(t.identity()))) {
            sightings.remove(who);
        }
    }

    /** Takes the camera's next number for an event about an earlier one. */
    long nextSequence() {
        return events.nextSequence();
    }

    /** The camera's clock, milliseconds since 1970. */
    long time() {
        return mark.time();
    }

    private void emit(EventKind kind, Track track, Identity who, Sight sight) {
        outcome.tell(events.next(kind, track, who, sight, mark.time()));
    }
}
