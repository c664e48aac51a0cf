package io.sightline.matcher;

import io.sightline.matcher.state.CropState;
import io.sightline.matcher.state.TrackState;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A face through the frames of a camera, as the matcher knows it. Not thread-safe. */
final class Track {
    private final String id;
    private final long firstSeenAt;
    private Evidence evidence;
    private Sight last;
    private boolean inView = true;
    private boolean closed;
    private boolean announced;
    private int events;
    private Identity identity;
    private float bestQuality = -1;
    private CropRef bestCrop;
    private Assessment assessment;
    private String sightingId;
    private final Set<String> ruledOut = new LinkedHashSet<>();
    private boolean confirmed;
    private float toldQuality;
    private String toldSame;

    private Track(String id, long firstSeenAt, Evidence evidence) {
        this.id = id;
        this.firstSeenAt = firstSeenAt;
        this.evidence = evidence;
        this.sightingId = id;
    }

    static Track begin(FaceEmbedding first, Evidence none) {
        return new Track(first.getTrackId(), first.getTime().toEpochMilli(), none);
    }

    /** @param evidence what it was decided by so far */
    static Track of(TrackState s, Evidence evidence) {
        Track track = new Track(s.getTrackId(), s.getFirstSeenAt(), evidence);
        track.last = Sight.of(s.getLast());
        track.inView = s.getInView();
        track.closed = s.getClosed();
        track.announced = s.getAnnounced();
        track.events = s.getEvents();
        track.identity = Identity.orNull(s.getIdentity());
        track.bestQuality = s.getBestQuality();
        track.bestCrop = s.getBestCrop() == null
                ? null
                : new CropRef(s.getBestCrop().getPartition(), s.getBestCrop().getOffset());
        track.assessment = s.getAssessment() == null ? null : Assessment.of(s.getAssessment(), evidence.model());
        track.sightingId = s.getSightingId() == null ? track.id : s.getSightingId();
        track.ruledOut.addAll(s.getRuledOut());
        track.confirmed = s.getConfirmed();
        track.toldQuality = s.getToldQuality();
        track.toldSame = s.getToldSame();
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
                identity == null ? null : identity.key(),
                evidence.toState(),
                bestQuality,
                bestCrop == null ? null : new CropState(bestCrop.getPartition(), bestCrop.getOffset()),
                assessment == null ? null : assessment.toState(),
                sightingId.equals(id) ? null : sightingId,
                List.copyOf(ruledOut),
                confirmed,
                toldQuality,
                toldSame,
                evidence.model().id().toString());
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

    /** Another model decides from here on: evidence starts anew, and what is known of who it is stays. */
    void goOnWith(Evidence none) {
        evidence = none;
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
        identity = null;
        assessment = null;
        sightingId = id;
        confirmed = false;
        toldSame = null;
        bestQuality = -1;
        bestCrop = null;
        toldQuality = 0;
        ruledOut.clear();
    }

    /** It is decided who this is, and why. */
    void decide(Identity who, Assessment why) {
        identity = who;
        assessment = why;
    }

    /** The sighting that this track belongs to, by the track that began it. */
    void join(String sighting) {
        sightingId = sighting;
    }

    /** Somebody said who this is: evidence changes it no more. */
    void confirm(Identity who) {
        identity = who;
        confirmed = true;
        ruledOut.remove(who.key());
    }

    /** Somebody said who this is not. */
    void ruleOut(Identity who) {
        ruledOut.add(who.key());
        if (who.equals(identity)) {
            identity = null;
            confirmed = false;
        }
    }

    /** An event told the crop as it is now. */
    void tellCrop() {
        toldQuality = bestQuality;
    }

    /** It was said that this stranger is an older one. */
    void tellSame(String older) {
        toldSame = older;
    }

    /** What the evidence says now. */
    void note(Assessment now) {
        assessment = now;
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

    /** That decides it. */
    ActiveModel model() {
        return evidence.model();
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
        return !inView && !announced && identity == null;
    }

    boolean isAnnounced() {
        return announced;
    }

    /** Null while it is not decided who this is. */
    Identity identity() {
        return identity;
    }

    /** Whether nobody enrolled was found in it. */
    boolean isNobodyEnrolled() {
        return identity == null || identity.isStranger();
    }

    boolean isConfirmed() {
        return confirmed;
    }

    /** Null before it was told. */
    String toldSame() {
        return toldSame;
    }

    String sightingId() {
        return sightingId;
    }

    /** Keys of those whom it is not. */
    Set<String> ruledOut() {
        return ruledOut;
    }

    float bestQuality() {
        return bestQuality;
    }

    float toldQuality() {
        return toldQuality;
    }

    CropRef bestCrop() {
        return bestCrop;
    }

    /** Null before there was any evidence. */
    Assessment assessment() {
        return assessment;
    }
}
