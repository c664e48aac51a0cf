package io.sightline.detector;

import io.sightline.core.UserError;
import io.sightline.core.Zones;
import io.sightline.core.stage.Inbound;
import io.sightline.core.stage.Output;
import io.sightline.core.stage.Stage;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Frame;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.UnreadablePictureException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From frames to crops: finds the faces of a batch's pictures side by side, then follows them camera by camera in the
 * order of the records, and publishes those worth embedding.
 *
 * <p>Which crops come of which frames depends on the frames alone, not on how they are cut into batches; only a detector
 * that has fallen behind by more than {@code lateAfter} leaves out pictures by its own clock.
 */
final class FrameStage implements Stage<Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(FrameStage.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final FaceFinder finder;
    private final DetectorSettings settings;
    private final BestShotPolicy bestShots;
    private final DetectorMeters meters;
    private final InstantSource clock;
    private final ExecutorService detections;
    private final Map<Integer, PartitionTracks> partitions = new HashMap<>();

    /**
     * A record that is not behind, and the faces that are being looked for if it has a picture to look at.
     *
     * @param zones where faces count in it
     */
    private record Step(
            Inbound<Frame> record,
            Zones zones,
            CameraTracks camera,
            CameraTracks.Moment moment,
            Optional<Future<FaceFinder.Found>> faces) {}

    FrameStage(FaceFinder finder, DetectorSettings settings, DetectorMeters meters, InstantSource clock) {
        this.finder = finder;
        this.settings = settings;
        this.bestShots = new BestShotPolicy(settings.crops());
        this.meters = meters;
        this.clock = clock;
        AtomicInteger count = new AtomicInteger();
        this.detections = Executors.newFixedThreadPool(settings.pictures(), task -> {
            Thread thread = new Thread(task, "detection-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void process(List<Inbound<Frame>> batch, Output output) {
        List<Step> steps = new ArrayList<>();
        for (Inbound<Frame> record : batch) {
            begin(record, output).ifPresent(steps::add);
        }
        try {
            for (Step step : steps) {
                finish(step, output);
            }
        } finally {
            // After an error or an interruption nobody waits for the rest; after success nothing is left to cancel.
            steps.forEach(step -> step.faces.ifPresent(faces -> faces.cancel(true)));
        }
        batch.forEach(record -> partition(record.partition()).forgetSilent(record.offset()));
        meters.open(partitions.values().stream()
                .mapToInt(PartitionTracks::openTracks)
                .sum());
    }

    private Optional<Step> begin(Inbound<Frame> record, Output output) {
        Frame frame = record.value();
        if (isBlank(record.key()) || isBlank(frame.getCameraId())) {
            output.reject(record, "NO_KEY", "A frame has its cameraId, also as its key; it is missing");
            return Optional.empty();
        }
        Optional<String> flaw = flaw(frame);
        if (flaw.isPresent()) {
            output.reject(record, "INCOMPLETE_FRAME", flaw.get());
            return Optional.empty();
        }
        Zones zones;
        try {
            zones = Zones.of(frame.getCameraId(), frame.getZones());
        } catch (UserError e) {
            output.reject(record, "BAD_ZONES", e.getMessage());
            return Optional.empty();
        }
        CameraTracks camera = partition(record.partition()).camera(frame.getCameraId());
        Optional<CameraTracks.Moment> moment = camera.admit(frame, record.offset());
        if (moment.isEmpty()) {
            meters.behind(frame.getKind().name());
            return Optional.empty();
        }
        return Optional.of(new Step(record, zones, camera, moment.get(), lookAt(frame, camera)));
    }

    private static boolean isBlank(String id) {
        return id == null || id.isBlank();
    }

    private static Optional<String> flaw(Frame frame) {
        return switch (frame.getKind()) {
            case CAMERA_TIME -> Optional.empty();
            case PICTURE -> {
                if (frame.getImage() == null) {
                    yield Optional.of("A frame of kind PICTURE needs its JPEG in 'image'; 'imageUri' is not read yet");
                }
                yield frame.getNumber() < 0
                        ? Optional.of("A picture's number is 0 or more, got " + frame.getNumber())
                        : Optional.empty();
            }
        };
    }

    private Optional<Future<FaceFinder.Found>> lookAt(Frame frame, CameraTracks camera) {
        return switch (frame.getKind()) {
            case CAMERA_TIME -> Optional.empty();
            case PICTURE -> {
                long capturedAt = frame.getCapturedAt().toEpochMilli();
                Duration waited = Duration.between(frame.getCapturedAt(), clock.instant());
                meters.waited(waited);
                if (isLate(waited) && !camera.isDue(capturedAt, latePicturesApart())) {
                    meters.skipped("LATE");
                    yield Optional.empty();
                }
                camera.lookedAt(capturedAt);
                byte[] picture = bytes(frame.getImage());
                yield Optional.of(
                        detections.submit(() -> meters.detection().recordCallable(() -> finder.find(picture))));
            }
        };
    }

    private boolean isLate(Duration waited) {
        return !settings.lateAfter().isZero() && waited.compareTo(settings.lateAfter()) > 0;
    }

    /** Often enough that no track breaks. */
    private long latePicturesApart() {
        return settings.tracking().gap().toMillis() / 3;
    }

    private void finish(Step step, Output output) {
        FaceTracker tracker = step.camera.tracker();
        if (step.moment.restarted()) {
            end(tracker.endAll(), step, output);
        }
        Frame frame = step.record.value();
        switch (frame.getKind()) {
            case CAMERA_TIME -> {
                long time = step.moment.time();
                end(frame.getCameraUp() ? tracker.still(time) : tracker.unseen(time), step, output);
                output.send(Topics.CROPS, frame.getCameraId(), Records.clock(frame), step.record);
            }
            case PICTURE -> {
                Optional<FaceFinder.Found> found = step.faces.flatMap(faces -> await(faces, step.record, output));
                if (found.isPresent()) {
                    follow(counting(found.get(), step.zones), step, output);
                } else {
                    end(tracker.unseen(step.moment.time()), step, output);
                }
            }
        }
    }

    private static Optional<FaceFinder.Found> await(
            Future<FaceFinder.Found> faces, Inbound<Frame> record, Output output) {
        try {
            return Optional.of(faces.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnreadablePictureException unreadable) {
                output.reject(record, unreadable.reason().name(), unreadable.getMessage());
                return Optional.empty();
            }
            FatalFaults.rethrow(e);
            // One picture that detection cannot digest must not end the detection of all others.
            LOG.atError()
                    .addKeyValue("frame", Records.frameId(record.value()))
                    .setCause(e.getCause())
                    .log("Detection failed on a picture");
            output.reject(record, "DETECTION_FAILED", "Detection failed on the picture: " + e.getCause());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while faces were being looked for");
        }
    }

    /** Those that count, as if the others had not been seen. */
    private FaceFinder.Found counting(FaceFinder.Found found, Zones zones) {
        meters.found(found.faces().size());
        meters.dropped("UNCUT", found.uncut());
        List<ExtractedFace> counting = new ArrayList<>();
        for (ExtractedFace face : found.faces()) {
            switch (zones.of(face.face().box(), found.width(), found.height())) {
                case COUNTS -> counting.add(face);
                case IGNORED -> meters.dropped("IGNORED", 1);
                case NOT_LOOKED_AT -> meters.dropped("NOT_LOOKED_AT", 1);
            }
        }
        return new FaceFinder.Found(found.width(), found.height(), counting, found.uncut());
    }

    private void follow(FaceFinder.Found found, Step step, Output output) {
        Frame frame = step.record.value();
        List<Sighting> sightings = found.faces().stream()
                .map(f -> new Sighting(f.face().box(), f.face().score()))
                .toList();
        FaceTracker.Outcome outcome =
                step.camera.tracker().follow(Records.frameId(frame), step.moment.time(), sightings);
        meters.dropped("SEEN_TWICE", sightings.size() - outcome.faces().size());
        meters.started((int)
                outcome.faces().stream().filter(FaceTracker.Tracked::started).count());
        end(outcome.ended(), step, output);
        for (FaceTracker.Tracked tracked : outcome.faces()) {
            publishIfWorthIt(tracked, found.faces().get(tracked.index()), step, output);
        }
        output.send(
                Topics.DETECTIONS, frame.getCameraId(), Records.detections(frame, found, outcome.faces()), step.record);
    }

    private void publishIfWorthIt(FaceTracker.Tracked tracked, ExtractedFace face, Step step, Output output) {
        Track track = tracked.track();
        if (!track.isConfirmed()) {
            return;
        }
        long time = step.moment.time();
        float quality = face.quality().getScore();
        Optional<CropCause> cause = bestShots.decide(track.shots(), time, quality);
        if (cause.isPresent()) {
            Frame frame = step.record.value();
            output.send(Topics.CROPS, frame.getCameraId(), Records.face(frame, tracked, face), step.record);
            track.published(time, quality);
            meters.published(cause.get());
        }
    }

    private void end(List<Track> over, Step step, Output output) {
        meters.ended(over.size());
        Frame frame = step.record.value();
        for (Track track : over) {
            if (!track.shots().isEmpty()) { // of others nobody knows
                output.send(Topics.CROPS, frame.getCameraId(), Records.ended(frame, track), step.record);
            }
        }
    }

    @Override
    public String stateOf(int partition) {
        StateCodec.Encoded state = partition(partition).state();
        meters.forgotten("tracks", state.droppedTracks());
        meters.forgotten("cameras", state.droppedCameras());
        return state.text();
    }

    @Override
    public void restore(int partition, String state) {
        partitions.put(partition, restored(partition, state));
    }

    private PartitionTracks restored(int partition, String state) {
        try {
            return PartitionTracks.of(state, settings.tracking());
        } catch (IllegalArgumentException e) {
            meters.forgotten("partitions", 1);
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("reason", e.getMessage())
                    .log("Committed tracks cannot be read; faces in view get new ids");
            return new PartitionTracks(settings.tracking());
        }
    }

    @Override
    public void release(int partition) {
        partitions.remove(partition);
    }

    private PartitionTracks partition(int partition) {
        return partitions.computeIfAbsent(partition, p -> new PartitionTracks(settings.tracking()));
    }

    /** Whether it is closed and no detection is under way any more. From any thread. */
    boolean isOver() {
        return detections.isTerminated();
    }

    /** Waits for detections that are under way, unless it is interrupted; {@link #isOver} says whether they ended. */
    @Override
    public void close() {
        detections.shutdownNow();
        try {
            if (!detections.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("A detection does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(ByteBuffer image) {
        byte[] bytes = new byte[image.remaining()];
        image.duplicate().get(bytes);
        return bytes;
    }
}
