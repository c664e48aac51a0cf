package io.sightline.ingest;

import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sender whose Kafka is a list, and can be away. Thread-safe. */
final class RecordingSender implements FrameSender {
    final List<Frame> frames = new CopyOnWriteArrayList<>();
    final List<String> traceparents = new CopyOnWriteArrayList<>();
    volatile long latest;
    volatile String away;
    volatile boolean silent;
    volatile boolean refusing;

    @Override
    public long latestTimestamp() throws DependencyAwayException {
        requirePresence();
        return latest;
    }

    @Override
    public void send(Frame frame, String traceparent, Answer answer) throws DependencyAwayException {
        requirePresence();
        if (refusing) {
            answer.failed(true, "too large");
            return;
        }
        frames.add(frame);
        traceparents.add(traceparent);
        if (!silent) {
            answer.confirmed();
        }
    }

    private void requirePresence() throws DependencyAwayException {
        String reason = away;
        if (reason != null) {
            throw new DependencyAwayException("kafka", reason, null);
        }
    }

    List<Frame> pictures() {
        return frames.stream().filter(f -> f.getKind() == FrameKind.PICTURE).toList();
    }

    List<Frame> times() {
        return frames.stream().filter(f -> f.getKind() == FrameKind.CAMERA_TIME).toList();
    }

    @Override
    public void close() {}
}
