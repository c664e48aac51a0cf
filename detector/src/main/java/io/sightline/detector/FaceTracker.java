package io.sightline.detector;

import io.sightline.core.BoundingBox;
import io.sightline.core.FrameId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Follows the faces of one camera from picture to picture by motion and overlap. Pure: the same pictures and clocks in
 * the same order give the same tracks, wherever the sequence is cut and resumed from {@link #tracks}. Not thread-safe.
 *
 * <p>Boxes alone decide, there is no appearance yet: a face is expected where constant speed brings it (as in SORT,
 * Bewley et al. 2016), and the assignment of all tracks to all faces that is cheapest in distance, overlap and size
 * wins. So two people who cross keep their tracks unless they stop or turn while one hides the other.
 */
final class FaceTracker {
    /** What leaving a track and a face apart costs; dearer pairs are never joined. */
    private static final double UNMATCHED = 1.8;

    /** How far a face may be from where it is expected, in its own sizes a second, and at all. */
    private static final double DRIFT = 6;

    private static final double LEAST_REACH = 0.6;
    private static final double MOST_REACH = 1.5;

    /** The same for a face that was seen once, so that nobody knows where it goes: someone who walks past closely. */
    private static final double TOP_SPEED = 12;

    private static final double LEAST_REACH_AT_FIRST = 0.8;
    private static final double MOST_REACH_AT_FIRST = 2.5;

    /**
     * Where one face hides another, both are expected in one place; the one that was seen later is the one in front.
     * What a track pays for being missed, and again for each second of it.
     */
    private static final double HIDDEN = 0.2;

    /** A face does not change its size by more between two pictures that join. */
    private static final double MOST_GROWTH = Math.log(1.8);

    /** A face that overlaps an older track's more than this is that face seen twice, never a new one. */
    private static final float SEEN_TWICE = 0.4f;

    /** After a pause without pictures only a face that has hardly moved is the same one. */
    private static final float SAME_PLACE = 0.3f;

    private final TrackingSettings settings;
    private final List<Track> tracks = new ArrayList<>();

    /** A face of a picture and the track it belongs to. {@code index} counts the sightings as given. */
    record Tracked(int index, String faceId, Track track, boolean started) {}

    /**
     * What a picture changed.
     *
     * @param faces those that belong to a track, in order of index; a face seen twice is left out
     * @param ended tracks that are over
     */
    record Outcome(List<Tracked> faces, List<Track> ended) {}

    FaceTracker(TrackingSettings settings, List<Track> open) {
        this.settings = settings;
        tracks.addAll(open);
    }

    /** Open tracks, oldest first. */
    List<Track> tracks() {
        return Collections.unmodifiableList(tracks);
    }

    /**
     * Time has passed without a picture although the camera is up: nothing has moved.
     *
     * @param time milliseconds since 1970, never less than before
     * @return tracks that are over
     */
    List<Track> still(long time) {
        List<Track> ended = new ArrayList<>();
        for (Iterator<Track> i = tracks.iterator(); i.hasNext(); ) {
            Track track = i.next();
            long limit = (track.isMissed() ? settings.gap() : settings.stillGap()).toMillis();
            if (time - track.lastSeenAt() > limit) {
                i.remove();
                ended.add(track);
            }
        }
        return ended;
    }

    /** Time has passed unseen, the camera being down or a picture not looked at: faces may have moved. */
    List<Track> unseen(long time) {
        tracks.forEach(Track::missed);
        return still(time);
    }

    /** Ends everything: nothing before the next picture belongs to what comes after. */
    List<Track> endAll() {
        List<Track> ended = List.copyOf(tracks);
        tracks.clear();
        return ended;
    }

    /**
     * Follows all tracks into a picture.
     *
     * @param frame names the picture, and with it the tracks that begin in it
     * @param time capture time, milliseconds since 1970, never less than before
     * @param sightings the picture's faces, any order that is the same on every replay
     */
    Outcome follow(FrameId frame, long time, List<Sighting> sightings) {
        List<Track> ended = new ArrayList<>(still(time));
        Track[] trackOf = assign(time, sightings);
        Set<Track> seen = new HashSet<>(Arrays.asList(trackOf));
        for (Track track : tracks) {
            if (!seen.contains(track)) {
                track.missed();
            }
        }
        List<Tracked> faces = new ArrayList<>();
        Set<String> faceIds = new HashSet<>();
        for (int i = 0; i < sightings.size(); i++) {
            String faceId = frame.faceId(sightings.get(i).box());
            if (trackOf[i] != null) {
                trackOf[i].seen(time, sightings.get(i), settings);
                // Two boxes on one ray from the origin can round to one id; the later then waits for the next picture.
                if (faceIds.add(faceId)) {
                    faces.add(new Tracked(i, faceId, trackOf[i], false));
                }
            }
        }
        for (int i : strongestFirst(sightings)) {
            if (trackOf[i] == null && !isSeenTwice(sightings.get(i).box(), time)) {
                String faceId = frame.faceId(sightings.get(i).box());
                if (faceIds.add(faceId)) {
                    Track track = Track.begin(faceId, time, sightings.get(i), settings);
                    tracks.add(track);
                    faces.add(new Tracked(i, faceId, track, true));
                }
            }
        }
        faces.sort((a, b) -> Integer.compare(a.index, b.index));
        ended.addAll(still(time));
        return new Outcome(faces, ended);
    }

    private Track[] assign(long time, List<Sighting> sightings) {
        double[][] cost = new double[tracks.size()][sightings.size()];
        for (int t = 0; t < tracks.size(); t++) {
            for (int s = 0; s < sightings.size(); s++) {
                cost[t][s] = cost(tracks.get(t), time, sightings.get(s).box());
            }
        }
        int[] sightingOf = Assignment.cheapest(cost, UNMATCHED);
        Track[] trackOf = new Track[sightings.size()];
        for (int t = 0; t < sightingOf.length; t++) {
            if (sightingOf[t] >= 0) {
                trackOf[sightingOf[t]] = tracks.get(t);
            }
        }
        return trackOf;
    }

    /** How unlikely it is that the track's face is now in this box; {@link #UNMATCHED} if it cannot be. */
    private double cost(Track track, long time, BoundingBox box) {
        double seconds = (time - track.lastSeenAt()) / 1000.0;
        if (time - track.lastSeenAt() > settings.gap().toMillis()) {
            float overlap = track.lastBox().iou(box);
            return overlap >= SAME_PLACE ? 1 - overlap : UNMATCHED;
        }
        BoundingBox expected = track.expectedAt(time);
        double size = (side(expected) + side(box)) / 2;
        double distance =
                Math.hypot(expected.centerX() - box.centerX(), expected.centerY() - box.centerY()) / Math.max(1, size);
        double growth = Math.abs(Math.log(Math.max(1, side(box)) / Math.max(1, side(expected))));
        double reach = track.isSpeedKnown()
                ? Math.max(LEAST_REACH, Math.min(MOST_REACH, DRIFT * seconds))
                : Math.max(LEAST_REACH_AT_FIRST, Math.min(MOST_REACH_AT_FIRST, TOP_SPEED * seconds));
        double hidden = track.isMissed() ? HIDDEN + HIDDEN * seconds : 0;
        if (distance > reach || growth > MOST_GROWTH) {
            return UNMATCHED;
        }
        return distance / reach + 0.5 * (1 - expected.iou(box)) + 0.7 * growth + hidden;
    }

    private boolean isSeenTwice(BoundingBox box, long time) {
        return tracks.stream()
                .anyMatch(t -> t.lastSeenAt() == time && t.lastBox().iou(box) > SEEN_TWICE);
    }

    private static List<Integer> strongestFirst(List<Sighting> sightings) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sightings.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) ->
                Float.compare(sightings.get(b).score(), sightings.get(a).score())); // stable: ties as given
        return order;
    }

    private static double side(BoundingBox box) {
        return Math.sqrt(box.area());
    }
}
