package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.stage.Inbound;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.PhotoVerdict;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnrollmentStageTest {
    private static final Instant SUBMITTED = Instant.ofEpochMilli(1_764_000_000_123L);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RecordingOutput output = new RecordingOutput();
    private final Inbound<Enrollment> photo = new Inbound<>(
            Topics.ENROLLMENTS,
            2,
            7,
            SUBMITTED.toEpochMilli() + 5,
            "p-1",
            new Enrollment("p-1", "photo-9", SUBMITTED, ByteBuffer.wrap(new byte[] {42})),
            null);

    @Test
    void sendsAGoodFaceOnItsWayToTheGallery() {
        ExtractedFace face = DrawnFaces.extracted(DrawnFaces.face(200, 150));

        stage(new PhotoVerdict.Enrollable(face)).process(List.of(photo), output);

        assertThat(output.sent()).hasSize(1);
        assertThat(output.sent().get(0).key()).isEqualTo("p-1");
        Crop crop = output.sentTo(Topics.CROPS).get(0);
        assertThat(crop.getKind()).isEqualTo(TrackRecordKind.FACE);
        assertThat(crop.getPurpose()).isEqualTo(Purpose.ENROLL);
        assertThat(crop.getCameraId()).isNull();
        assertThat(crop.getTrackId()).isNull();
        assertThat(crop.getTime()).isEqualTo(SUBMITTED);
        assertThat(crop.getFace().getFaceId()).isEqualTo("photo-9/20.15");
        assertThat(crop.getEnrollment().getPersonId()).isEqualTo("p-1");
        assertThat(crop.getEnrollment().getPhotoId()).isEqualTo("photo-9");
        assertThat(crop.getEnrollment().getSubmittedAt()).isEqualTo(SUBMITTED);
        assertThat(crop.getImage().remaining()).isPositive();
    }

    @Test
    void answersWhatIsWrongWithAPhotoInsteadOfDeadLetteringIt() {
        PhotoVerdict verdict = new PhotoVerdict.Refused(EnrollmentOutcome.SEVERAL_FACES, "3 faces were found", null);

        stage(verdict).process(List.of(photo), output);

        assertThat(output.rejected()).isEmpty();
        assertThat(output.sentTo(Topics.CROPS)).isEmpty();
        assertThat(output.sent().get(0).key()).isEqualTo("p-1");
        EnrollmentResult result = output.sentTo(Topics.ENROLLMENT_RESULTS).get(0);
        assertThat(result.getPhotoId()).isEqualTo("photo-9");
        assertThat(result.getOutcome()).isEqualTo(EnrollmentOutcome.SEVERAL_FACES);
        assertThat(result.getMessage()).isEqualTo("3 faces were found");
        assertThat(result.getTemplateId()).isNull();
        assertThat(metrics.get("sightline.detector.photos")
                        .tag("outcome", "SEVERAL_FACES")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void givesTheSameAnswerWhenThePhotoIsWorkedOnAgain() {
        EnrollmentStage stage = stage(new PhotoVerdict.Refused(EnrollmentOutcome.NO_FACE, "No face was found", null));

        stage.process(List.of(photo, photo), output);

        List<EnrollmentResult> results = output.sentTo(Topics.ENROLLMENT_RESULTS);
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    @Test
    void survivesAPhotoWhoseFaceCannotBeCut() {
        EnrollmentStage stage = new EnrollmentStage(
                bytes -> {
                    throw new IllegalArgumentException("The face lies outside the picture");
                },
                new DetectorMeters(metrics));

        stage.process(List.of(photo), output);

        EnrollmentResult result = output.sentTo(Topics.ENROLLMENT_RESULTS).get(0);
        assertThat(result.getOutcome()).isEqualTo(EnrollmentOutcome.FAILED);
        assertThat(result.getMessage()).contains("outside the picture");
    }

    @Test
    void survivesAPhotoThatDetectionCannotDigest() {
        EnrollmentStage stage = new EnrollmentStage(
                bytes -> {
                    throw new IllegalStateException("out of tensors");
                },
                new DetectorMeters(metrics));

        stage.process(List.of(photo), output);

        EnrollmentResult result = output.sentTo(Topics.ENROLLMENT_RESULTS).get(0);
        assertThat(result.getOutcome()).isEqualTo(EnrollmentOutcome.FAILED);
        assertThat(result.getMessage()).contains("try another photo").doesNotContain("tensors");
    }

    @Test
    void stopsLoudlyWhenMemoryHasRunOut() {
        EnrollmentStage stage = new EnrollmentStage(
                bytes -> {
                    throw new IllegalStateException(new OutOfMemoryError("native"));
                },
                new DetectorMeters(metrics));

        assertThatThrownBy(() -> stage.process(List.of(photo), output)).hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aPhotoOfNobodyIsADeadLetterAndOneWithoutAKeyIsAlsoAnswered() {
        EnrollmentStage stage = stage(new PhotoVerdict.Refused(EnrollmentOutcome.NO_FACE, "No face was found", null));
        Enrollment nobodys =
                Enrollment.newBuilder(photo.value()).setPersonId(" ").build();

        stage.process(List.of(with(" ", nobodys), with(null, photo.value()), photo), output);

        assertThat(output.rejected())
                .extracting(RecordingOutput.Rejected::reason)
                .containsExactly("NO_KEY", "NO_KEY");
        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS))
                .extracting(EnrollmentResult::getOutcome)
                .containsExactly(EnrollmentOutcome.FAILED, EnrollmentOutcome.NO_FACE);
        assertThat(output.sent().get(0).key()).isEqualTo("p-1");
    }

    @Test
    void isOverOnceItIsClosed() {
        EnrollmentStage stage = stage(new PhotoVerdict.Refused(EnrollmentOutcome.NO_FACE, "No face was found", null));
        assertThat(stage.isOver()).isFalse();
        stage.close();
        assertThat(stage.isOver()).isTrue();
    }

    private Inbound<Enrollment> with(String key, Enrollment value) {
        return new Inbound<>(photo.topic(), photo.partition(), photo.offset(), photo.timestamp(), key, value, null);
    }

    private EnrollmentStage stage(PhotoVerdict verdict) {
        return new EnrollmentStage(
                bytes -> {
                    assertThat(bytes).containsExactly(42);
                    return verdict;
                },
                new DetectorMeters(metrics));
    }
}
