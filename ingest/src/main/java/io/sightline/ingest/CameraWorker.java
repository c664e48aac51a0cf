package io.sightline.ingest;

import io.sightline.core.Zones;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Health;
import io.sightline.vision.Picture;
import io.sightline.vision.UnreadablePictureException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one camera on a thread of its own: opens it, samples it, encodes its pictures, and comes back for ever when it
 * breaks off. Whatever happens to the camera stays in here.
 */
final class CameraWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CameraWorker.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    /** A camera that delivered for so long had recovered: its next fault is a new one. */
    private static final Duration WELL = Duration.ofSeconds(10);

    /** Room in a message for all but the picture. */
    private static final int LARGEST_JPEG = KafkaClients.MAX_MESSAGE_BYTES - 64 * 1024;

    static final String OPENING = "The camera is being opened";
    private static final String ENDED = "The material was played to its end";

    private volatile Camera camera;
    private final FrameSource.Opening opening;
    private final CameraQueue queue;
    private final Health.Component health;
    private final CameraDiary diary;
    private final Backoff backoff;
    private final MotionGate.Settings gateSettings;
    private final TimeSource time;
    private final Consumer<Throwable> failure;
    private final Thread thread;
    private volatile String fault = OPENING;
    private volatile boolean isClosed;

    /** @param failure told of an error that is not the camera's, which ends its reading */
    CameraWorker(
            Camera camera,
            FrameSource.Opening opening,
            CameraQueue queue,
            Health.Component health,
            CameraDiary diary,
            Backoff backoff,
            MotionGate.Settings gateSettings,
            TimeSource time,
            Consumer<Throwable> failure) {
        this.camera = camera;
        this.opening = opening;
        this.queue = queue;
        this.health = health;
        this.diary = diary;
        this.backoff = backoff;
        this.gateSettings = gateSettings;
        this.time = time;
        this.failure = failure;
        this.thread = new Thread(this::run, "camera-" + camera.id());
    }

    Camera camera() {
        return camera;
    }

    /**
     * Goes on with other settings, if that needs no other source. From the next picture on.
     *
     * @return false if the camera has to be read anew for them
     */
    boolean takesOver(Camera other) {
        if (!camera.withZones(other.zones()).equals(other)) {
            return false;
        }
        camera = other;
        return true;
    }

    void start() {
        health.down(fault);
        diary.down(fault);
        thread.start();
    }

    /** Sends the camera's time and state. */
    void tick() {
        String reason = fault;
        queue.tick(reason == null, reason);
        diary.tick();
    }

    private void run() {
        try {
            while (!isClosed && !playThrough()) {
                time.sleep(backoff.next());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("camera", camera.id()).log("Camera is no longer read");
        } catch (RuntimeException | Error e) {
            // Nobody reads the camera from here on, and everybody must see that.
            down("Its reading ended with an error: " + e.getClass().getSimpleName());
            failure.accept(e);
        }
    }

    /** @return true when the material has ended and nothing is left to do */
    private boolean playThrough() throws InterruptedException {
        long opened = time.nanos();
        try (FrameSource source = opening.open()) {
            read(source);
            LOG.atInfo().addKeyValue("camera", camera.id()).log("Camera's material has ended");
            down(ENDED);
            return true;
        } catch (SourceException e) {
            failed(e.getMessage(), opened);
            return e.isAfterTheLastPicture();
        } catch (RuntimeException | LinkageError e) {
            // OpenCV and FFmpeg report what they cannot digest like this, or that a library of theirs is not there;
            // other cameras must not suffer from it, and this one must not end unheard.
            LOG.atError().addKeyValue("camera", camera.id()).setCause(e).log("Camera's pictures cannot be worked on");
            failed("Its pictures cannot be worked on: " + e.getClass().getSimpleName(), opened);
        } catch (OutOfMemoryError e) {
            // Also thrown for native memory, by JavaCPP at its limit. The source is closed by now: that may have
            // made the room that the next try needs.
            failed("There is not enough memory for its pictures; fewer or smaller cameras need less", opened);
        }
        return false;
    }

    private void failed(String reason, long opened) {
        if (isUp() && time.nanos() - opened >= WELL.toNanos()) {
            backoff.reset();
        }
        queue.meters().fault();
        if (reason.equals(fault)) {
            LOG.atDebug()
                    .addKeyValue("camera", camera.id())
                    .addKeyValue("reason", reason)
                    .log("Camera is still down");
        } else {
            LOG.atWarn()
                    .addKeyValue("camera", camera.id())
                    .addKeyValue("reason", reason)
                    .log("Camera is down");
        }
        down(reason);
    }

    private boolean isUp() {
        return fault == null;
    }

    private void down(String reason) {
        fault = reason;
        if (isClosed) {
            return; // Another reads the camera now, or nobody.
        }
        health.down(reason);
        diary.down(reason);
        queue.meters().up(false);
        queue.meters().lag(0);
    }

    private void up(FrameSource source) {
        fault = null;
        if (isClosed) {
            return;
        }
        health.up();
        diary.up(source.framesPerSecond());
        queue.meters().up(true);
        LOG.atInfo()
                .addKeyValue("camera", camera.id())
                .addKeyValue("source", camera.source().shown())
                .addKeyValue("sourceFramesPerSecond", source.framesPerSecond())
                .log("Camera is up");
    }

    private void read(FrameSource source) throws SourceException, InterruptedException {
        var rate = new FrameRateLimit(camera.framesPerSecond());
        var gate = new MotionGate(gateSettings);
        var lag = new CaptureLag();
        boolean hasDelivered = false;
        while (source.advance()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Asked to stop");
            }
            queue.meters().read();
            long at = time.nanos();
            if (camera.source().isLive()) {
                queue.meters().lag(lag.of(at, source.position().toNanos()));
            }
            // As fast as it is taken, material is sampled by its own times.
            long sampled = camera.waitsForRoom() ? source.position().toNanos() : at;
            if (!rate.admits(sampled)) {
                queue.meters().dropped(CameraMeters.Drop.RATE);
                continue;
            }
            take(source, gate, sampled);
            if (!hasDelivered) {
                hasDelivered = true;
                up(source);
            }
        }
    }

    private void take(FrameSource source, MotionGate gate, long sampled) throws SourceException, InterruptedException {
        if (camera.waitsForRoom()) {
            queue.awaitRoom();
        }
        long capturedAt = queue.capture();
        Zones zones = camera.zones();
        boolean published = false;
        try (Picture picture = source.picture()) {
            if (camera.motionGate() && !gate.passes(Thumbnail.of(picture), zones, sampled)) {
                queue.meters().dropped(CameraMeters.Drop.STILL);
                return;
            }
            published = publish(picture, capturedAt, zones);
        } catch (UnreadablePictureException e) {
            queue.meters().dropped(CameraMeters.Drop.UNREADABLE);
        } finally {
            if (!published) {
                queue.abandon();
            }
        }
    }

    private boolean publish(Picture picture, long capturedAt, Zones zones) {
        long begun = System.nanoTime();
        try (Picture scaled = picture.scaledToWidth(camera.maxWidth())) {
            byte[] jpeg = scaled.toJpeg(camera.jpegQuality());
            queue.meters().encoding().record(Duration.ofNanos(System.nanoTime() - begun));
            if (jpeg.length > LARGEST_JPEG) {
                queue.meters().dropped(CameraMeters.Drop.TOO_LARGE);
                return false;
            }
            diary.picture(scaled.width(), scaled.height());
            queue.publish(capturedAt, jpeg, scaled.width(), scaled.height(), zones);
            return true;
        }
    }

    /** Stops reading; returns when the source is closed, or after a few seconds if it hangs. */
    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        try {
            thread.join(STOP_PATIENCE.toMillis());
            if (thread.isAlive()) {
                LOG.atWarn().addKeyValue("camera", camera.id()).log("Camera does not stop in time; it is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
