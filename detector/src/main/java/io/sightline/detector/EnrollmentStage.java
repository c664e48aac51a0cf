package io.sightline.detector;

import io.sightline.core.stage.Inbound;
import io.sightline.core.stage.Output;
import io.sightline.core.stage.Stage;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.vision.PhotoVerdict;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From photos of people to crops for the gallery. A photo that will not do is no dead letter: it is the user's, and the
 * answer says what is wrong with it and what would be right. Only a record that names no person, or has no key, is one.
 */
final class EnrollmentStage implements Stage<Enrollment> {
    private static final Logger LOG = LoggerFactory.getLogger(EnrollmentStage.class);

    private final Function<byte[], PhotoVerdict> examiner;
    private final DetectorMeters meters;
    private volatile boolean over;

    EnrollmentStage(Function<byte[], PhotoVerdict> examiner, DetectorMeters meters) {
        this.examiner = examiner;
        this.meters = meters;
    }

    @Override
    public void process(List<Inbound<Enrollment>> batch, Output output) {
        for (Inbound<Enrollment> photo : batch) {
            if (isBlank(photo.value().getPersonId())) {
                output.reject(photo, "NO_KEY", "A photo has its personId, also as its key; it is missing");
            } else if (isBlank(photo.key())) {
                output.reject(photo, "NO_KEY", "The key of a photo is its personId; it has none");
                refuse(
                        photo,
                        new PhotoVerdict.Refused(
                                EnrollmentOutcome.FAILED, "The photo was sent without its person's key.", null),
                        output);
            } else {
                answer(photo, output);
            }
        }
    }

    private static boolean isBlank(String id) {
        return id == null || id.isBlank();
    }

    private void answer(Inbound<Enrollment> photo, Output output) {
        // Sealed, but a switch over its types comes with Java 21.
        PhotoVerdict verdict = examine(photo.value());
        if (verdict instanceof PhotoVerdict.Enrollable good) {
            meters.photo("ENROLLABLE");
            output.send(Topics.CROPS, photo.value().getPersonId(), Records.enrolled(photo, good.face()), photo);
        } else if (verdict instanceof PhotoVerdict.Refused refused) {
            refuse(photo, refused, output);
        }
    }

    private void refuse(Inbound<Enrollment> photo, PhotoVerdict.Refused refused, Output output) {
        meters.photo(refused.outcome().name());
        output.send(
                Topics.ENROLLMENT_RESULTS,
                photo.value().getPersonId(),
                refusal(photo, refused.outcome(), refused.message(), refused.quality()),
                photo);
    }

    /** A photo that cannot be digested must not stop the service each time that it is read again. */
    private PhotoVerdict examine(Enrollment photo) {
        try {
            return examiner.apply(bytes(photo));
        } catch (IllegalArgumentException e) {
            return new PhotoVerdict.Refused(
                    EnrollmentOutcome.FAILED,
                    "The face in the photo cannot be cut out (" + e.getMessage() + "); try another photo.",
                    null);
        } catch (RuntimeException e) {
            FatalFaults.rethrow(e);
            LOG.atError().addKeyValue("photo", photo.getPhotoId()).setCause(e).log("Detection failed on a photo");
            return new PhotoVerdict.Refused(
                    EnrollmentOutcome.FAILED,
                    "The photo cannot be examined, though it can be read; try another photo.",
                    null);
        }
    }

    /** Decided when the photo came: by the record's time, so that it is the same when it is worked on again. */
    private static EnrollmentResult refusal(
            Inbound<Enrollment> photo, EnrollmentOutcome outcome, String message, FaceQuality quality) {
        return EnrollmentResult.newBuilder()
                .setPersonId(photo.value().getPersonId())
                .setPhotoId(photo.value().getPhotoId())
                .setOutcome(outcome)
                .setMessage(message)
                .setQuality(quality)
                .setDecidedAt(Instant.ofEpochMilli(photo.timestamp()))
                .build();
    }

    /** Whether it is closed, and so examines no photo any more. From any thread. */
    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        over = true;
    }

    private static byte[] bytes(Enrollment photo) {
        byte[] bytes = new byte[photo.getImage().remaining()];
        photo.getImage().duplicate().get(bytes);
        return bytes;
    }
}
