package io.sightline.ingest;

import io.sightline.schemas.avro.CameraHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Notes how a camera fares, span by span: one ends every minute, and whenever the camera's state changes. Goes on when
 * the camera is opened anew. Thread-safe.
 *
 * <p>Spans are measured by the clock that never goes back: so the time of day may jump, and no span is negative or more
 * than all up.
 */
final class CameraDiary {
    private static final long SPAN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String camera;
    private final CameraMeters meters;
    private final TimeSource time;
    private final Consumer<CameraHealth> out;

    private String fault;
    private int width;
    private int height;
    private Double sourceFramesPerSecond;

    // The span at hand, and what was counted by its begin.
    private long begun;
    private long now;
    private long upNanos;
    private CameraMeters.Totals counted;

    /**
     * @param fault why the camera does not deliver yet
     * @param out takes the records; must not block
     */
    CameraDiary(String camera, String fault, CameraMeters meters, TimeSource time, Consumer<CameraHealth> out) {
        this.camera = camera;
        this.fault = fault;
        this.meters = meters;
        this.time = time;
        this.out = out;
        this.begun = time.nanos();
        this.now = begun;
        this.counted = meters.totals();
    }

    /** The size of what is published, pixels. */
    synchronized void picture(int pixelsWide, int pixelsHigh) {
        width = pixelsWide;
        height = pixelsHigh;
    }

    /** @param nominal pictures per second of the source; 0 if it does not say */
    synchronized void up(double nominal) {
        sourceFramesPerSecond = nominal > 0 ? nominal : null;
        if (fault != null) {
            advance();
            fault = null;
            write();
        }
    }

    synchronized void down(String reason) {
        if (!reason.equals(fault)) {
            advance();
            fault = reason;
            write();
        }
    }

    /** Ends the span if it is long enough. */
    synchronized void tick() {
        advance();
        if (now - begun >= SPAN_NANOS) {
            write();
        }
    }

    private void advance() {
        long then = now;
        now = time.nanos();
        if (fault == null) {
            upNanos += now - then;
        }
    }

    private void write() {
        CameraMeters.Totals totals = meters.totals();
        long at = time.wallMillis();
        out.accept(new CameraHealth(
                camera,
                Instant.ofEpochMilli(at),
                Instant.ofEpochMilli(at - (now - begun) / NANOS_PER_MILLI),
                upNanos / NANOS_PER_MILLI,
                totals.published() - counted.published(),
                totals.lost() - counted.lost(),
                fault == null,
                fault,
                width,
                height,
                sourceFramesPerSecond));
        begun = now;
        upNanos = 0;
        counted = totals;
    }
}
