package io.sightline.detector;

import io.sightline.core.FrameId;
import io.sightline.core.stage.Inbound;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import io.sightline.schemas.avro.Zone;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Makes a camera's records as ingest would. */
final class Camera {
    static final long EPOCH = 1_764_000_000_000L;

    private final String id;
    private final int partition;
    private long offset;
    private long number;
    private List<Zone> zones = List.of();

    Camera(String id, int partition) {
        this.id = id;
        this.partition = partition;
    }

    /** From the next picture on. */
    void zones(Zone... some) {
        zones = List.of(some);
    }

    /** @param time milliseconds after the epoch's begin */
    Inbound<Frame> picture(long time, byte[] image) {
        return record(frame(FrameKind.PICTURE, time, number++)
                .setImage(ByteBuffer.wrap(image))
                .setZones(zones)
                .build());
    }

    Inbound<Frame> picture(long time, String... faces) {
        return picture(time, DrawnFaces.picture(faces));
    }

    Inbound<Frame> clock(long time) {
        return clock(time, true);
    }

    Inbound<Frame> clock(long time, boolean up) {
        return record(
                frame(FrameKind.CAMERA_TIME, time, number - 1).setCameraUp(up).build());
    }

    Inbound<Frame> pictureWithoutImage(long time) {
        return record(frame(FrameKind.PICTURE, time, number++).build());
    }

    private Frame.Builder frame(FrameKind kind, long time, long frameNumber) {
        return Frame.newBuilder()
                .setKind(kind)
                .setCameraId(id)
                .setCapturedAt(Instant.ofEpochMilli(EPOCH + time))
                .setFrameId(kind == FrameKind.PICTURE ? new FrameId(id, EPOCH, frameNumber).toString() : null)
                .setEpoch(EPOCH)
                .setNumber(frameNumber);
    }

    private Inbound<Frame> record(Frame frame) {
        return new Inbound<>(
                Topics.FRAMES, partition, offset++, frame.getCapturedAt().toEpochMilli(), id, frame, null);
    }
}
