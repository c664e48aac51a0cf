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
    /** Ended tracks of one sighting that wait for their LEFT; with more, the oldest is let go early. */
    static final int MOST_WAITING = 32;

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
                    end(tracks.get(record.getTrackId()));
                }
            }
            case CAMERA_TIME, UNSPECIFIED -> moveTo(record);
        }
        letGo();
        return new Outcome(true, List.copyOf(events), assessed);
    }

    private boolean isOpen(String trackId) {
        Track track = tracks.get(trackId);
        return track != null && !track.isEnded();
    }

    private void moveTo(FaceEmbedding record) {
        mark.moveTo(record);
        long oldest = mark.time() - settings.trackTimeout().toMillis();
        List<Track> lost = tracks.values().stream()
                .filter(t -> !t.isEnded() && t.last().time() <= oldest)
                .toList();
        lost.forEach(this::end);
        letGo();
    }

    private void see(FaceEmbedding face, Embedding vector) {
        Track track = tracks.computeIfAbsent(face.getTrackId(), id -> Track.begin(face, decider.noEvidence()));
        boolean isNew = track.last() == null;
        track.see(face);
        float quality = face.getFace().getQuality().getScore();
        if (decider.isEvidence(quality)) {
            track.evidence().add(vector, quality);
            assessed = decider.assess(track.evidence());
        }
        Optional<Assessment> decision = assessed.filter(a -> isDecisive(track, a));
        if (assessed.isPresent() && track.personId() == null) {
            track.note(assessed.get());
        }
        boolean joinsAtOnce = decision.isPresent()
                && lastSightOfPerson.containsKey(decision.get().nearestPersonId());
        if (isNew && !joinsAtOnce) {
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

    private void end(Track track) {
        track.end();
        if (track.personId() == null) {
            tracks.remove(track.id());
            leave(track, track.last());
        } else if (!track.isAnnounced()) {
            tracks.remove(track.id());
        } else {
            List<Track> waiting = tracks.values().stream()
                    .filter(t -> t.isEnded() && track.personId().equals(t.personId()))
                    .toList();
            if (waiting.size() > MOST_WAITING) {
                tracks.remove(waiting.get(0).id());
                leave(waiting.get(0), waiting.get(0).last());
            }
        }
    }

    /** Ends the sightings of those who are out of view for longer than the gap. */
    private void letGo() {
        long latest = mark.time() - settings.gap().toMillis();
        List<String> gone = lastSightOfPerson.entrySet().stream()
                .filter(e -> e.getValue().time() <= latest && !isInView(e.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        for (String person : gone) {
            Sight last = lastSightOfPerson.remove(person);
            for (Track track : List.copyOf(tracks.values())) {
                if (person.equals(track.personId())) {
                    tracks.remove(track.id());
                    leave(track, last);
                }
            }
        }
    }

    private boolean isInView(String personId) {
        return tracks.values().stream().anyMatch(t -> !t.isEnded() && personId.equals(t.personId()));
    }

    private void leave(Track track, Sight last) {
        if (track.isAnnounced()) {
            emit(EventKind.LEFT, track, track.personId(), last);
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
