package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.stage.Inbound;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.vision.FaceDetector;
import io.sightline.vision.FaceExtractor;
import io.sightline.vision.PhotoExaminer;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.QualityGrader;
import io.sightline.vision.QualitySettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real photos, through the real detector. */
class PhotosIT {
    private static FaceDetector detector;

    private final RecordingOutput output = new RecordingOutput();
    private final EnrollmentStage stage = new EnrollmentStage(
            new PhotoExaminer(
                            new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT)),
                            PictureLimits.DEFAULT)::examine,
            new DetectorMeters(new SimpleMeterRegistry()));

    @BeforeAll
    static void openDetector() {
        detector = FaceDetector.open(Clip.mtcnn(), DetectorSettings.defaults().options());
    }

    @AfterAll
    static void closeDetector() {
        detector.close();
    }

    @Test
    void takesAPortrait() throws IOException {
        submit(Files.readAllBytes(Clip.testData("stills/faces/Tom_Cruise_avp_2014_4.jpg")));

        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS)).isEmpty();
        assertThat(output.sentTo(Topics.CROPS)).hasSize(1);
    }

    @Test
    void refusesAPhotoOfSeveralPeople() throws IOException {
        submit(Files.readAllBytes(Clip.testData("stills/faces/bald_guys.jpg")));

        EnrollmentResult result = output.sentTo(Topics.ENROLLMENT_RESULTS).get(0);
        assertThat(result.getOutcome()).isEqualTo(EnrollmentOutcome.SEVERAL_FACES);
        assertThat(result.getMessage()).contains("faces were found");
    }

    @Test
    void refusesAPhotoOfNobody() throws IOException {
        submit(Files.readAllBytes(Clip.testData("stills/no-faces/fruits.jpg")));

        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS).get(0).getOutcome()).isEqualTo(EnrollmentOutcome.NO_FACE);
    }

    @Test
    void refusesATextThatIsNamedJpg() {
        submit("This is no photo at all.".getBytes(StandardCharsets.UTF_8));

        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS).get(0).getOutcome())
                .isEqualTo(EnrollmentOutcome.UNREADABLE);
    }

    private void submit(byte[] photo) {
        Instant now = Instant.ofEpochMilli(1_764_000_000_000L);
        stage.process(
                List.of(new Inbound<>(
                        Topics.ENROLLMENTS,
                        0,
                        0,
                        now.toEpochMilli(),
                        "p-1",
                        new Enrollment("p-1", "photo-1", now, ByteBuffer.wrap(photo)),
                        null)),
                output);
    }
}
