package io.sightline.operations.timetravel;

import io.sightline.schemas.avro.CropRef;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Somebody before one camera for a while, as a search found them. Grows while the log is read. */
public final class FoundSighting {
    /** Stages deliver at least once, but what comes twice comes soon after. */
    private static final int FACES_REMEMBERED = 64;

    private final String cameraId;
    private final double threshold;
    private final Set<String> tracks = new LinkedHashSet<>();
    private final Set<String> lastFaces = new LinkedHashSet<>();
    private final long from;
    private long to;
    private int faces;
    private double distance = Double.POSITIVE_INFINITY;
    private float quality;
    private CropRef crop;

    FoundSighting(String cameraId, double threshold, long from) {
        this.cameraId = cameraId;
        this.threshold = threshold;
        this.from = from;
        this.to = from;
    }

    boolean reaches(long time, long gapMillis) {
        return time >= from - gapMillis && time <= to + gapMillis;
    }

    void add(LoggedFace face, double distanceOfFace) {
        if (!lastFaces.add(face.faceId())) {
            return;
        }
        if (lastFaces.size() > FACES_REMEMBERED) {
            lastFaces.remove(lastFaces.iterator().next());
        }
        to = Math.max(to, face.time());
        faces++;
        tracks.add(face.trackId());
        if (distanceOfFace < distance) {
            distance = distanceOfFace;
            quality = face.quality();
            crop = face.crop();
        }
    }

    public String cameraId() {
        return cameraId;
    }

    public Instant from() {
        return Instant.ofEpochMilli(from);
    }

    public Instant to() {
        return Instant.ofEpochMilli(to);
    }

    /** How many faces of the person were found in it. */
    public int faces() {
        return faces;
    }

    /** Of the nearest face to the nearest template. */
    public double distance() {
        return distance;
    }

    public double threshold() {
        return threshold;
    }

    /** Of the nearest face, 0 to 1. */
    public float quality() {
        return quality;
    }

    /** Of the nearest face; null if it was not told. */
    public CropRef crop() {
        return crop;
    }

    public Set<String> tracks() {
        return Collections.unmodifiableSet(tracks);
    }
}
