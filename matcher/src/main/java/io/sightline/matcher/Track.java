package io.sightline.matcher;

import io.sightline.matcher.state.CropState;
import io.sightline.matcher.state.TrackState;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;

/** A face through the frames of a camera, as the matcher knows it. Not thread-safe. */
final class Track {
    private final String id;
    private final long firstSeenAt;
    private final Evidence evidence;
    private Sight last;
    private boolean inView = true;
    private boolean closed;
    private boolean announced;
    private int events;
    private String personId;
    private float bestQuality = -1;
    private CropRef bestCrop;
    private Assessment assessment;

    private Track(String id, long firstSeenAt, Evidence evidence) {
        this.id = id;
        this.firstSeenAt = firstSeenAt;
        this.evidence = evidence;
    }

    static Track begin(FaceEmbedding first, Evidence none) {
        return new Track(first.getTrackId(), first.getTime().toEpochMilli(), none);
    }

    static Track of(TrackState s, int facesKept) {
        Track track = new Track(s.getTrackId(), s.getFirstSeenAt(), Evidence.of(s.getFaces(), facesKept));
        track.last = Sight.of(s.getLast());
        track.inView = s.getInView();
        track.closed = s.getClosed();
        track.announced = s.getAnnounced();
        track.events = s.getEvents();
        track.personId = s.getPersonId();
        track.bestQuality = s.getBestQuality();
        track.bestCrop = s.getBestCrop() == null
                ? null
                : new CropRef(s.getBestCrop().getPartition(), s.getBestCrop().getOffset());
        track.assessment = s.getAssessment() == null ? null : Assessment.of(s.getAssessment());
        return track;
    }

    TrackState toState() {
        return new TrackState(
                id,
                firstSeenAt,
                last.toState(),
                inView,
                closed,
                announced,
                events,
                personId,
                evidence.toState(),
                bestQuality,
                bestCrop == null ? null : new CropState(bestCrop.getPartition(), bestCrop.getOffset()),
                assessment == null ? null : assessment.toState());
    }

    /** The face is in view, perhaps again. */
    void see(FaceEmbedding face) {
        inView = true;
        last = Sight.of(face);
        float quality = face.getFace().getQuality().getScore();
        if (quality > bestQuality) {
            bestQuality = quality;
            bestCrop = face.getCrop();
        }
    }

    /** The face is out of view; what it looked like is not needed any more. */
    void lose() {
        inView = false;
        evidence.clear();
    }

    /** The detector says that it ended. */
    void close() {
        lose();
        closed = true;
    }

    /** It was told that they left. Whoever comes back in this track is decided on anew; its events count on. */
    void rest() {
        announced = false;
        personId = null;
        assessment = null;
    }

    /** It is decided who this is, and why. */
    void decide(String person, Assessment why) {
        personId = person;
        assessment = why;
    }

    /** What the evidence says of a track that is not decided. */
    void note(Assessment undecided) {
        assessment = undecided;
    }

    /** Says that APPEARED is sent: LEFT is due. */
    void announce() {
        announced = true;
    }

    /** Numbers the track's events from 1. */
    int nextEvent() {
        return ++events;
    }

    String id() {
        return id;
    }

    long firstSeenAt() {
        return firstSeenAt;
    }

    Evidence evidence() {
        return evidence;
    }

    Sight last() {
        return last;
    }

    boolean isInView() {
        return inView;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether it only keeps count for a detector that may still know the track. */
    boolean isResting() {
        return !inView && !announced && personId == null;
    }

    boolean isAnnounced() {
        return announced;
    }

    /** Null while it is not decided who this is. */
    String personId() {
        return personId;
    }

    CropRef bestCrop() {
        return bestCrop;
    }

    /** Null before there was any evidence. */
    Assessment assessment() {
        return assessment;
    }
}
