package io.sightline.detector;

import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.util.List;
import java.util.Optional;

/**
 * A camera as the detector remembers it: how far it has been read, and the faces in view. Not thread-safe.
 *
 * <p>A record that is behind what has been read, after a rewind or sent twice, is not admitted and changes nothing.
 */
final class CameraTracks {
    private final String cameraId;
    private final FaceTracker tracker;
    private long epoch;
    private long number;
    private long time;
    private long offset;
    private long lookedAt = Long.MIN_VALUE; // not in the state: a new owner looks at its first picture

    /**
     * What a new owner needs.
     *
     * @param epoch and {@code number} of the last picture read, and -1 before the first of an epoch
     * @param time the camera's clock, milliseconds since 1970
     * @param offset of the last record read
     */
    record State(String cameraId, long epoch, long number, long time, long offset, List<Track.State> tracks) {}

    /**
     * A record's place in the camera's time.
     *
     * @param time its own time, or the camera's clock where that is ahead
     * @param restarted whether a new run of ingest began at an earlier time: what was in view is of another time
     */
    record Moment(long time, boolean restarted) {}

    private CameraTracks(State state, TrackingSettings settings) {
        cameraId = state.cameraId;
        epoch = state.epoch;
        number = state.number;
        time = state.time;
        offset = state.offset;
        tracker = new FaceTracker(settings, state.tracks.stream().map(Track::of).toList());
    }

    static CameraTracks of(State state, TrackingSettings settings) {
        return new CameraTracks(state, settings);
    }

    static CameraTracks first(String cameraId, TrackingSettings settings) {
        return new CameraTracks(new State(cameraId, Long.MIN_VALUE, -1, Long.MIN_VALUE, 0, List.of()), settings);
    }

    State state() {
        return new State(
                cameraId,
                epoch,
                number,
                time,
                offset,
                tracker.tracks().stream().map(Track::state).toList());
    }

    /** Moves on to the record, unless it is behind what has been read. */
    Optional<Moment> admit(Frame frame, long recordOffset) {
        offset = recordOffset;
        if (isBehind(frame)) {
            return Optional.empty();
        }
        long at = frame.getCapturedAt().toEpochMilli();
        boolean restarted = frame.getEpoch() > epoch && at < time;
        time = restarted ? at : Math.max(time, at);
        epoch = frame.getEpoch();
        number = Math.max(-1, frame.getNumber());
        return Optional.of(new Moment(time, restarted));
    }

    private boolean isBehind(Frame frame) {
        if (frame.getEpoch() != epoch) {
            return frame.getEpoch() < epoch;
        }
        return frame.getKind() == FrameKind.PICTURE
                ? frame.getNumber() <= number
                : frame.getNumber() < number || frame.getCapturedAt().toEpochMilli() < time;
    }

    /** Whether a picture of this time is to be looked at although the detector has fallen behind. */
    boolean isDue(long at, long spacing) {
        return lookedAt == Long.MIN_VALUE || at - lookedAt >= spacing || at < lookedAt;
    }

    void lookedAt(long at) {
        lookedAt = at;
    }

    FaceTracker tracker() {
        return tracker;
    }

    String cameraId() {
        return cameraId;
    }

    /** Of the last record read of this camera. */
    long offset() {
        return offset;
    }
}
