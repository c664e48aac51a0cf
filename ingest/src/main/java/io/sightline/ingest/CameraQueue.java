package io.sightline.ingest;

import io.sightline.core.FrameId;
import io.sightline.core.Zones;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One camera's records on their way to Kafka, in order, and the camera's clock. Thread-safe.
 *
 * <p>Bounded: when it is full the oldest record goes. The clock is stamped here, because the rule that it never goes
 * back spans pictures, which take a while to encode, and the ticks between them.
 */
final class CameraQueue {
    /** Handed to Kafka and not yet confirmed, at most: so few are stale when Kafka comes back. */
    private static final int MOST_IN_FLIGHT = 8;

    private static final long NONE = -1;

    private final String camera;
    private final int capacity;
    private final TimeSource time;
    private final CameraMeters meters;
    private final Runnable changed;

    private final Deque<Frame> waiting = new ArrayDeque<>();
    private int inFlight;
    private long lastStamp;
    private long stampInHand = NONE;
    private long epoch = NONE;
    private long nextNumber;
    private boolean retired;

    /**
     * @param capacity records that wait, at most
     * @param changed called when there may be something to take; must not block
     */
    CameraQueue(String camera, int capacity, TimeSource time, CameraMeters meters, Runnable changed) {
        this.camera = camera;
        this.capacity = capacity;
        this.time = time;
        this.meters = meters;
        this.changed = changed;
    }

    String camera() {
        return camera;
    }

    CameraMeters meters() {
        return meters;
    }

    /** Stamps a picture that was just captured. {@link #publish} or {@link #abandon} must follow. */
    synchronized long capture() {
        stampInHand = stamp();
        return stampInHand;
    }

    /**
     * Passes on the picture that was captured last.
     *
     * @param zones where faces count in it
     */
    void publish(long capturedAt, byte[] jpeg, int width, int height, Zones zones) {
        synchronized (this) {
            stampInHand = NONE;
            if (capturedAt < epoch) {
                meters.dropped(CameraMeters.Drop.CLOCK); // Captured before the earlier run's time was known.
                return;
            }
            Frame frame = record(FrameKind.PICTURE, capturedAt, true, null);
            frame.setImage(ByteBuffer.wrap(jpeg));
            frame.setWidth(width);
            frame.setHeight(height);
            frame.setZones(zones.toAvro());
            add(frame);
        }
        changed.run();
    }

    /** The picture that was captured last is not published. */
    synchronized void abandon() {
        stampInHand = NONE;
    }

    /** Passes on the camera's time, and whether it delivers. */
    void tick(boolean up, String fault) {
        synchronized (this) {
            // While a picture is being encoded, time stands still: its stamp is given already, and comes later.
            long now = stampInHand == NONE ? stamp() : Math.max(stampInHand, epoch);
            Frame last = waiting.peekLast();
            if (last != null && last.getKind() == FrameKind.CAMERA_TIME) {
                waiting.removeLast(); // The newer says all that the older did.
            }
            add(record(FrameKind.CAMERA_TIME, now, up, fault));
        }
        changed.run();
    }

    /** Waits until a record can be added without another being dropped. */
    synchronized void awaitRoom() throws InterruptedException {
        while (waiting.size() >= capacity - 1) {
            wait();
        }
    }

    private long stamp() {
        lastStamp = Math.max(lastStamp, time.wallMillis());
        return lastStamp;
    }

    private Frame record(FrameKind kind, long at, boolean up, String fault) {
        var frame = new Frame();
        frame.setKind(kind);
        frame.setCameraId(camera);
        frame.setCapturedAt(Instant.ofEpochMilli(at));
        frame.setCameraUp(up);
        frame.setCameraFault(fault);
        frame.setZones(List.of());
        return frame;
    }

    private void add(Frame frame) {
        if (waiting.size() >= capacity) {
            Frame oldest = waiting.removeFirst();
            if (oldest.getKind() == FrameKind.PICTURE) {
                meters.dropped(CameraMeters.Drop.BUFFER_FULL);
            }
        }
        waiting.addLast(frame);
    }

    /**
     * From now on records may be taken. No record is older than the run's epoch, and the epoch is later than the floor:
     * so no two runs have the same epoch, however short they are.
     *
     * @param floor the latest time that an earlier run may have published: time goes on behind it
     */
    synchronized void open(long floor) {
        waiting.removeIf(frame -> {
            boolean behind = frame.getCapturedAt().toEpochMilli() <= floor;
            if (behind && frame.getKind() == FrameKind.PICTURE) {
                meters.dropped(CameraMeters.Drop.CLOCK);
            }
            return behind;
        });
        long first =
                waiting.isEmpty() ? NONE : waiting.peekFirst().getCapturedAt().toEpochMilli();
        if (first == NONE) {
            first = stampInHand == NONE ? time.wallMillis() : stampInHand;
        }
        epoch = Math.max(floor + 1, first);
        lastStamp = Math.max(lastStamp, epoch);
        notifyAll();
    }

    synchronized boolean isOpen() {
        return epoch != NONE;
    }

    /** The next record, numbered; {@link #confirmed}, {@link #failed} or {@link #putBack} must follow. */
    synchronized Optional<Frame> take() {
        if (epoch == NONE || inFlight >= MOST_IN_FLIGHT || waiting.isEmpty()) {
            return Optional.empty();
        }
        Frame frame = waiting.removeFirst();
        inFlight++;
        frame.setEpoch(epoch);
        if (frame.getKind() == FrameKind.PICTURE) {
            frame.setNumber(nextNumber);
            frame.setFrameId(new FrameId(camera, epoch, nextNumber).toString());
            nextNumber++;
        } else {
            frame.setNumber(nextNumber - 1);
        }
        notifyAll();
        return Optional.of(frame);
    }

    /** The record taken last was not handed on; it is the next again. */
    synchronized void putBack(Frame frame) {
        inFlight--;
        if (frame.getKind() == FrameKind.PICTURE) {
            nextNumber--;
        }
        if (waiting.size() < capacity) {
            waiting.addFirst(frame);
        } else if (frame.getKind() == FrameKind.PICTURE) {
            meters.dropped(CameraMeters.Drop.BUFFER_FULL);
        }
    }

    void confirmed(Frame frame) {
        release();
        if (frame.getKind() == FrameKind.PICTURE) {
            meters.published();
        }
    }

    void failed(Frame frame, CameraMeters.Drop reason) {
        release();
        if (frame.getKind() == FrameKind.PICTURE) {
            meters.dropped(reason);
        }
    }

    private void release() {
        synchronized (this) {
            inFlight--;
        }
        changed.run();
    }

    /** Nothing more will be added, unless the camera comes back. */
    synchronized void retire() {
        retired = true;
    }

    /** The camera is back: its numbers and its clock go on. */
    synchronized void revive() {
        retired = false;
    }

    synchronized boolean isFinished() {
        return retired && waiting.isEmpty() && inFlight == 0;
    }

    synchronized boolean isDrained() {
        return waiting.isEmpty() && inFlight == 0;
    }

    synchronized long lastStamp() {
        return lastStamp;
    }
}
