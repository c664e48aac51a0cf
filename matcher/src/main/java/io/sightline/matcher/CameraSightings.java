package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.SightingState;
import io.sightline.matcher.state.TrackState;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is before one camera: turns its records into events. A function of its state, the record and the gallery; it
 * knows no clock but the camera's. Not thread-safe.
 *
 * <p>A track is announced (APPEARED) at its first face. When it is decided who it is, and that person is not before the
 * camera already, IDENTIFIED follows; else the track quietly joins the person's sighting. A sighting goes on while one
 * of its tracks is in view, and for {@code gap} after that; then each of its announced tracks gets its LEFT. So every
 * APPEARED is answered by exactly one LEFT of the same track, and a person who turns away for a moment is identified
 * once.
 */
final class CameraSightings {
    /** Tracks of one sighting that wait, out of view, for their LEFT; with more, the oldest gets it early. */
    static final int MOST_WAITING = 32;

    /** Tracks that timed out and whose end was not told; with more, the oldest is forgotten. */
    static final int MOST_RESTING = 32;

    private final String cameraId;
    private final TrackDecider decider;
    private final SightingSettings settings;
    private final HighWaterMark mark;
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private final Map<String, Sight> lastSightOfPerson = new LinkedHashMap<>();
    private long lastSequence;

    // Of the record at hand.
    private List<IdentityEvent> events = new ArrayList<>();
    private Optional<Assessment> assessed = Optional.empty();

    /**
     * What came of a record.
     *
     * @param isNews false if it lay behind the camera's high-water mark: then nothing has changed
     * @param assessment what the gallery said, if it was asked
     */
    record Outcome(boolean isNews, List<IdentityEvent> events, Optional<Assessment> assessment) {
        static final Outcome BEHIND = new Outcome(false, List.of(), Optional.empty());
    }

    /** @param state what was kept of this camera; null for a new one */
    CameraSightings(String cameraId, CameraState state, TrackDecider decider, SightingSettings settings) {
        this.cameraId = cameraId;
        this.decider = decider;
        this.settings = settings;
        if (state == null) {
            mark = new HighWaterMark();
            return;
        }
        mark = new HighWaterMark(state.getEpoch(), state.getNumber(), state.getTime(), state.getFacesAtMark());
        lastSequence = state.getLastSequence();
        for (TrackState t : state.getTracks()) {
            tracks.put(t.getTrackId(), Track.of(t, decider.facesKept()));
        }
        for (SightingState s : state.getSightings()) {
            lastSightOfPerson.put(s.getPersonId(), Sight.of(s.getLast()));
        }
    }

    CameraState toState() {
        return new CameraState(
                mark.epoch(),
                mark.number(),
                mark.time(),
                mark.faces(),
                lastSequence,
                tracks.values().stream().map(Track::toState).toList(),
                lastSightOfPerson.entrySet().stream()
                        .map(e -> new SightingState(e.getKey(), e.getValue().toState()))
                        .toList());
    }

    /**
     * Takes in a record of this camera.
     *
     * @param record a LIVE record that is whole; a FACE made by the active model
     * @throws UnusableRecord if its vector is not the model's; nothing has changed then
     */
    Outcome apply(FaceEmbedding record) {
        boolean isNews =
                switch (record.getKind()) {
                    case FACE -> mark.isNewFace(record);
                    case CAMERA_TIME -> mark.isNewTime(record);
                    case TRACK_ENDED -> isOpen(record.getTrackId());
                    case UNSPECIFIED -> false;
                };
        if (!isNews) {
            return Outcome.BEHIND;
        }
        events = new ArrayList<>();
        assessed = Optional.empty();
        switch (record.getKind()) {
            case FACE -> {
                var vector = decider.model().vectorOf(record);
                moveTo(record);
                see(record, vector);
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
        return new Outcome(true, List.copyOf(events), assessed);
    }

    private boolean isOpen(String trackId) {
        Track track = tracks.get(trackId);
        return track != null && !track.isClosed();
    }

    private void moveTo(FaceEmbedding record) {
        long before = mark.time();
        mark.moveTo(record);
        long now = mark.time();
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
            track.lose();
            outOfView(track);
        }
    }

    private void see(FaceEmbedding face, Embedding vector) {
        Track track = tracks.computeIfAbsent(face.getTrackId(), id -> Track.begin(face, decider.noEvidence()));
        track.see(face);
        float quality = face.getFace().getQuality().getScore();
        if (decider.isEvidence(quality)) {
            track.evidence().add(vector, quality);
            assessed = decider.assess(track.evidence());
        }
        if (track.personId() == null) {
            assessed.ifPresent(track::note);
        }
        Optional<Assessment> decision = assessed.filter(a -> isDecisive(track, a));
        boolean joinsAtOnce = decision.isPresent()
                && lastSightOfPerson.containsKey(decision.get().nearestPersonId());
        if (!track.isAnnounced() && track.personId() == null && !joinsAtOnce) {
            announce(track);
        }
        decision.ifPresent(a -> decide(track, a));
        if (track.personId() != null) {
            lastSightOfPerson.put(track.personId(), track.last());
        }
    }

    private boolean isDecisive(Track track, Assessment a) {
        return track.personId() == null ? decider.decides(a) : decider.overrules(a, track.personId());
    }

    private void announce(Track track) {
        track.announce();
        emit(EventKind.APPEARED, track, null, track.last());
    }

    private void decide(Track track, Assessment why) {
        String person = why.nearestPersonId();
        track.decide(person, why);
        if (!lastSightOfPerson.containsKey(person)) {
            if (!track.isAnnounced()) {
                announce(track);
            }
            emit(EventKind.IDENTIFIED, track, person, track.last());
        }
    }

    private void close(Track track) {
        boolean wasResting = track.isResting();
        track.close();
        if (wasResting) {
            tracks.remove(track.id());
        } else {
            outOfView(track);
        }
    }

    /** An unknown person has left; a known one only when the sighting is over. */
    private void outOfView(Track track) {
        if (track.personId() == null) {
            leave(track, track.last());
        } else if (!track.isAnnounced() && track.isClosed()) {
            tracks.remove(track.id());
        } else {
            List<Track> waiting = tracks.values().stream()
                    .filter(t -> !t.isInView() && track.personId().equals(t.personId()))
                    .toList();
            if (waiting.size() > MOST_WAITING) {
                leave(waiting.get(0), waiting.get(0).last());
            }
        }
    }

    private void letGoThoseSeenUntil(long time) {
        List<String> gone = lastSightOfPerson.entrySet().stream()
                .filter(e -> e.getValue().time() <= time && !isInView(e.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        for (String person : gone) {
            Sight last = lastSightOfPerson.remove(person);
            for (Track track : List.copyOf(tracks.values())) {
                if (person.equals(track.personId())) {
                    leave(track, last);
                }
            }
        }
    }

    private boolean isInView(String personId) {
        return tracks.values().stream().anyMatch(t -> t.isInView() && personId.equals(t.personId()));
    }

    private void leave(Track track, Sight last) {
        if (track.isAnnounced()) {
            emit(EventKind.LEFT, track, track.personId(), last);
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

    private void emit(EventKind kind, Track track, String personId, Sight sight) {
        Assessment why = track.assessment();
        events.add(IdentityEvent.newBuilder()
                .setEventId(track.id() + "/" + kind + "/" + track.nextEvent())
                .setCameraId(cameraId)
                .setSequence(++lastSequence)
                .setKind(kind)
                .setTrackId(track.id())
                .setPersonId(personId)
                .setCapturedAt(Instant.ofEpochMilli(sight.time()))
                // From now, not from the capture: LEFT is said when the person has been gone for a while.
                .setExpiresAt(Instant.ofEpochMilli(
                        mark.time() + settings.eventValidity().toMillis()))
                .setFirstSeenAt(Instant.ofEpochMilli(track.firstSeenAt()))
                .setFrameId(sight.frameId())
                .setBox(sight.box().toAvro())
                .setReasons(why == null ? null : why.toReasons(decider.model()))
                .setCrop(track.bestCrop())
                .build());
    }
}
