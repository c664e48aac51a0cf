package io.sightline.matcher;

import io.sightline.schemas.avro.FaceEmbedding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How far a camera's records have been heard: a frame (epoch, number), what was heard of that frame, since a frame has
 * several faces, and the camera's clock. Stages deliver at least once, so the same records come again after a crash or
 * a rebalance; what lies behind the mark is no news.
 */
final class HighWaterMark {
    private long epoch;
    private long number;
    private long time;
    private final Set<String> faces;

    HighWaterMark() {
        this(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, List.of());
    }

    HighWaterMark(long epoch, long number, long time, List<String> faces) {
        this.epoch = epoch;
        this.number = number;
        this.time = time;
        this.faces = new LinkedHashSet<>(faces);
    }

    boolean isNewFace(FaceEmbedding face) {
        int order = order(face);
        return order > 0 || (order == 0 && !faces.contains(face.getFace().getFaceId()));
    }

    boolean isNewTime(FaceEmbedding cameraTime) {
        int order = order(cameraTime);
        return order > 0 || (order == 0 && cameraTime.getTime().toEpochMilli() > time);
    }

    /** Moves to a record that is news; never back. */
    void moveTo(FaceEmbedding record) {
        long at = record.getTime().toEpochMilli();
        if (order(record) > 0) {
            epoch = record.getEpoch();
            number = record.getNumber();
            // Frames lead the clock, even back: a jump must not outlast itself.
            time = at;
            faces.clear();
        }
        if (record.getFace() != null) {
            faces.add(record.getFace().getFaceId());
        }
        time = Math.max(time, at);
    }

    long epoch() {
        return epoch;
    }

    long number() {
        return number;
    }

    /** The camera's clock, milliseconds since 1970. */
    long time() {
        return time;
    }

    List<String> faces() {
        return List.copyOf(faces);
    }

    private int order(FaceEmbedding record) {
        int byEpoch = Long.compare(record.getEpoch(), epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(record.getNumber(), number);
    }
}
