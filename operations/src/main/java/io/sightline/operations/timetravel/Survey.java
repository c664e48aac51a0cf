package io.sightline.operations.timetravel;

import io.sightline.core.BoundingBox;
import io.sightline.core.Embedding;
import io.sightline.operations.timetravel.Gallery.Template;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How far apart the faces of one model are here: of different people (faces in one frame; templates of different people
 * who are enrolled) and of the same person (templates of one; faces of one track). Not thread-safe.
 *
 * <p>A face in one frame twice is not two people: boxes that overlap are two boxes on one face, and a poster, a mirror
 * or somebody who is enrolled under two names shows as a pair nearer than two people are. Such pairs are kept apart and
 * reported; a person has to look at them.
 */
public final class Survey {
    /** A share that fewer pairs would exceed is not measured: its error would be a third and more of it. */
    public static final int ERRORS_NEEDED = 10;

    private static final int SUSPECTS_NAMED = 20;
    private static final int FACES_PER_TRACK = 4;
    private static final int TRACKS_PER_CAMERA = 128;
    /** Whether it is 10 or 10,000 says something; beyond, it would only take memory. */
    private static final int TRACK_PAIRS_COUNTED = 100_000;

    /** So many templates make 18 million pairs: a few seconds. */
    private static final int TEMPLATES_COMPARED = 6_000;

    private final ModelRule rule;
    private final float minimumQuality;
    private final double suspicious;
    private final Map<String, Camera> cameras = new HashMap<>();
    private final DistanceHistogram impostors = new DistanceHistogram();
    private final DistanceHistogram genuineTemplates = new DistanceHistogram();
    private final DistanceHistogram genuineTracks = new DistanceHistogram();
    private final Set<String> trackPairs = new HashSet<>();
    private final List<Suspect> suspects = new ArrayList<>();
    private long framePairs;
    private long templatePairs;
    private long overlapping;
    private long suspicions;
    private boolean isSampled;
    private long lastTime = Long.MIN_VALUE;

    /**
     * Two faces that ought to be two people, and look like one.
     *
     * @param where a camera, or "gallery"
     * @param at null for templates
     * @param one a track, or a personId; likewise {@code other}
     */
    public record Suspect(String where, Instant at, String one, String other, double distance) {}

    private static final class Seen {
        private final String faceId;
        private final String trackId;
        private final BoundingBox box;
        private final float[] vector;

        Seen(LoggedFace face, int dimension) {
            faceId = face.faceId();
            trackId = face.trackId();
            box = face.box();
            vector = new float[dimension];
            face.vectorInto(vector);
        }
    }

    /** The frame at which a camera stands, and its latest tracks. */
    private static final class Camera {
        private String frameId = "";
        private long time = Long.MIN_VALUE;
        private final List<Seen> frame = new ArrayList<>();
        private final Map<String, List<float[]>> tracks = new LinkedHashMap<>();
    }

    /**
     * Prepares one.
     *
     * @param minimumQuality faces of lower quality, 0 to 1, are no evidence to the matcher and are passed over here
     * @param suspicious at or below this distance two people are doubted to be two
     */
    public Survey(ModelRule rule, float minimumQuality, double suspicious) {
        this.rule = rule;
        this.minimumQuality = minimumQuality;
        this.suspicious = suspicious;
    }

    /** Takes the next face of the log, of this model. */
    public void see(LoggedFace face) {
        lastTime = Math.max(lastTime, face.time());
        if (face.dimension() != rule.dimension() || face.quality() < minimumQuality) {
            return;
        }
        Camera camera = cameras.computeIfAbsent(face.cameraId(), id -> new Camera());
        String frameId = face.frameId();
        if (frameId == null || face.time() < camera.time) {
            return; // told before: stages deliver at least once
        }
        if (!frameId.equals(camera.frameId)) {
            camera.frameId = frameId;
            camera.time = face.time();
            camera.frame.clear();
        }
        var seen = new Seen(face, rule.dimension());
        if (camera.frame.stream().anyMatch(s -> s.faceId.equals(seen.faceId))) {
            return;
        }
        camera.frame.forEach(other -> compare(seen, other, face));
        camera.frame.add(seen);
        compareInTrack(camera, seen);
    }

    private void compare(Seen one, Seen other, LoggedFace at) {
        if (one.trackId.equals(other.trackId)) {
            return; // a tracker's error, and no word on who it is
        }
        if (one.box.iou(other.box) > 0) {
            overlapping++;
            return;
        }
        double distance = Math.sqrt(TemplateSet.squared(one.vector, other.vector));
        if (distance <= suspicious) {
            suspect(new Suspect(at.cameraId(), Instant.ofEpochMilli(at.time()), other.trackId, one.trackId, distance));
            return;
        }
        impostors.add(distance);
        framePairs++;
        if (trackPairs.size() < TRACK_PAIRS_COUNTED) {
            trackPairs.add(pairOf(one, other));
        }
    }

    private static String pairOf(Seen one, Seen other) {
        return one.trackId.compareTo(other.trackId) < 0
                ? one.trackId + "|" + other.trackId
                : other.trackId + "|" + one.trackId;
    }

    private void compareInTrack(Camera camera, Seen seen) {
        List<float[]> earlier = camera.tracks.remove(seen.trackId);
        List<float[]> faces = earlier == null ? new ArrayList<>() : earlier;
        faces.forEach(f -> genuineTracks.add(Math.sqrt(TemplateSet.squared(f, seen.vector))));
        if (faces.size() < FACES_PER_TRACK) {
            faces.add(seen.vector);
        }
        camera.tracks.put(seen.trackId, faces); // the latest last
        if (camera.tracks.size() > TRACKS_PER_CAMERA) {
            camera.tracks.remove(camera.tracks.keySet().iterator().next());
        }
    }

    /** Takes in the templates of everybody who is enrolled. */
    public void compareTemplates(Gallery gallery) {
        List<Template> all = gallery.enrolled(rule.modelId()).values().stream()
                .flatMap(List::stream)
                .filter(t -> t.vector().dimension() == rule.dimension())
                .toList();
        int step = Math.max(1, (all.size() + TEMPLATES_COMPARED - 1) / TEMPLATES_COMPARED);
        isSampled = step > 1;
        List<Template> sample = new ArrayList<>();
        for (int i = 0; i < all.size(); i += step) {
            sample.add(all.get(i));
        }
        float[][] vectors =
                sample.stream().map(Template::vector).map(Embedding::values).toArray(float[][]::new);
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < i; j++) {
                compare(sample.get(j), sample.get(i), Math.sqrt(TemplateSet.squared(vectors[i], vectors[j])));
            }
        }
    }

    private void compare(Template one, Template other, double distance) {
        if (one.who().equals(other.who())) {
            genuineTemplates.add(distance);
        } else if (distance <= suspicious) {
            suspect(new Suspect("gallery", null, one.who(), other.who(), distance));
        } else {
            impostors.add(distance);
            templatePairs++;
        }
    }

    private void suspect(Suspect pair) {
        suspicions++;
        boolean isNew = suspects.stream()
                .noneMatch(s -> s.one().equals(pair.one()) && s.other().equals(pair.other()));
        if (isNew && suspects.size() < SUSPECTS_NAMED) {
            suspects.add(pair);
        }
    }

    public ModelRule rule() {
        return rule;
    }

    /** When the last face was taken, milliseconds since 1970; far in the past if there was none. */
    public long lastTime() {
        return lastTime;
    }

    /** Pairs of different people. */
    public DistanceHistogram impostors() {
        return impostors;
    }

    /** Pairs of templates of one person. */
    public DistanceHistogram genuineTemplates() {
        return genuineTemplates;
    }

    /** Pairs of faces of one track: seconds apart, in one light, so nearer than the same person another day. */
    public DistanceHistogram genuineTracks() {
        return genuineTracks;
    }

    /** Of the pairs of different people, those in one frame. */
    public long framePairs() {
        return framePairs;
    }

    /** And from how many pairs of tracks they come, up to 100,000: faces of one track are alike. */
    public int trackPairs() {
        return trackPairs.size();
    }

    /** Of the pairs of different people, those of templates. */
    public long templatePairs() {
        return templatePairs;
    }

    /** Whether there are more templates than were compared. */
    public boolean isSampled() {
        return isSampled;
    }

    /** Pairs left out because their boxes overlap. */
    public long overlapping() {
        return overlapping;
    }

    /** Pairs left out because they look like one person. */
    public long suspicions() {
        return suspicions;
    }

    /** The first of them, each pair of tracks or people once. */
    public List<Suspect> suspects() {
        return List.copyOf(suspects);
    }

    /** Whether there are enough pairs to speak of so low a false accept rate. */
    public boolean isMeasurable(double far) {
        return impostors.count() * far >= ERRORS_NEEDED;
    }

    /** The largest distance at which no more than this share of different people are taken for one. */
    public OptionalDouble thresholdFor(double far) {
        return isMeasurable(far) ? OptionalDouble.of(impostors.largestWithin(far)) : OptionalDouble.empty();
    }

    /**
     * How many pairs of different people would pass for one at a distance.
     *
     * @throws IllegalArgumentException if there are no pairs
     */
    public Proportion errorsAt(double distance) {
        return new Proportion(impostors.atOrBelow(distance), impostors.count());
    }

    /** The false accept rate at a distance if the pairs that look like one person are two people each. */
    public double farWithSuspects(double distance) {
        return (double) (impostors.atOrBelow(distance) + suspicions) / (impostors.count() + suspicions);
    }
}
