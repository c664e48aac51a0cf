package io.sightline.detector;

import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.stage.RunnerOptions;
import io.sightline.core.stage.StageRunner;
import io.sightline.models.ModelBundle;
import io.sightline.schemas.Topics;
import io.sightline.vision.FaceDetector;
import io.sightline.vision.FaceExtractor;
import io.sightline.vision.PhotoExaminer;
import io.sightline.vision.QualityGrader;
import io.sightline.vision.QualitySettings;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detector on Kafka: {@code frames} to {@code crops} and {@code detections}, and {@code enrollments} to
 * {@code crops} and {@code enrollment-results}. Its objects are made here.
 *
 * <p>Photos have a consumer group and a thread of their own: whoever enrols does not wait behind the cameras.
 */
public final class DetectorService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(DetectorService.class);
    private static final String FRAMES = "detector";
    private static final String PHOTOS = "detector-enrollment";

    /** A photo takes longer than a frame, and its answer is waited for. */
    private static final int PHOTOS_AT_ONCE = 4;

    private final FaceDetector detector;
    private final AvroCodec codec;
    private final EnrollmentStage photoStage;
    private final FrameStage frameStage;
    private final StageRunner<?> photos;
    private final StageRunner<?> frames;
    private volatile boolean started;

    private DetectorService(
            FaceDetector detector,
            EnrollmentStage photoStage,
            FrameStage frameStage,
            Connection connection,
            RunnerOptions frameOptions,
            ServiceContext context) {
        this.detector = detector;
        this.codec = RegistryAvroCodec.open(connection);
        this.photoStage = photoStage;
        this.frameStage = frameStage;
        this.photos = new StageRunner<>(
                new RunnerOptions(PHOTOS, PHOTOS_AT_ONCE), Topics.ENROLLMENTS, photoStage, connection, codec, context);
        this.frames = new StageRunner<>(frameOptions, Topics.FRAMES, frameStage, connection, codec, context);
    }

    /** @throws UserError if the bundle cannot be used */
    public static DetectorService open(DetectorConfig config, ServiceContext context) {
        return open(config.connection(), ModelBundle.load(config.model()), config.detector(), context);
    }

    /**
     * Loads the model; Kafka is first asked on {@link #start}.
     *
     * @param mtcnn the detection model
     * @throws UserError if the bundle cannot be used
     */
    public static DetectorService open(
            Connection connection, ModelBundle mtcnn, DetectorSettings settings, ServiceContext context) {
        FaceDetector detector = FaceDetector.open(mtcnn, settings.options());
        FaceExtractor extractor = new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT));
        PhotoExaminer examiner = new PhotoExaminer(extractor, settings.limits());
        DetectorMeters meters = new DetectorMeters(context.metrics());
        return new DetectorService(
                detector,
                new EnrollmentStage(examiner::examine, meters),
                new FrameStage(
                        new PictureFaces(detector, extractor, settings.limits()),
                        settings,
                        meters,
                        InstantSource.system()),
                connection,
                new RunnerOptions(FRAMES, settings.maxBatch()),
                context);
    }

    @Override
    public void start() {
        started = true;
        photos.start();
        frames.start();
    }

    /** Both stages leave their groups at once: together they take the longer of the two, not the sum. */
    @Override
    public void close() {
        Thread photosClose = new Thread(photos::close, PHOTOS + "-close");
        photosClose.start();
        frames.close();
        try {
            photosClose.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        codec.close();
        closeDetector();
    }

    /** Each runner closes its stage when it ends, however that comes; a service that never started has none in use. */
    private void closeDetector() {
        if (!started || (photoStage.isOver() && frameStage.isOver())) {
            detector.close();
        } else {
            // To free it under a detection would end the process at once.
            LOG.atWarn().log("A stage does not end; the model's memory is left to the end of the process");
        }
    }
}
