package io.sightline.trainer.archive;

import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.Point;
import io.sightline.schemas.avro.TemplateCopy;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * A face as it was cut.
 *
 * @param image JPEG of the canonical crop
 * @param owner whose photo it was cut from, by the enrolment; null for a camera's
 * @param isCopy whether it is a crop that was sent again for another model
 */
record Shot(
        ByteBuffer image,
        List<Point> landmarks,
        FaceQuality quality,
        Instant capturedAt,
        String cameraId,
        String trackId,
        String owner,
        boolean isCopy) {

    /** @throws IllegalArgumentException if the record shows no face */
    static Shot of(Crop crop) {
        if (crop.getImage() == null
                || crop.getFace() == null
                || crop.getLandmarks().size() != 5) {
            throw new IllegalArgumentException("no face with its image and five points, but " + crop.getKind());
        }
        return new Shot(
                crop.getImage(),
                crop.getLandmarks(),
                crop.getFace().getQuality(),
                crop.getTime(),
                crop.getCameraId(),
                crop.getTrackId(),
                crop.getEnrollment() == null ? null : crop.getEnrollment().getPersonId(),
                isForAnotherModel(crop.getEnrollment()));
    }

    /** A crop that was sent again to be kept is no copy: what it was before is gone, or somebody else's. */
    private static boolean isForAnotherModel(EnrollmentRef enrollment) {
        TemplateCopy copy = enrollment == null ? null : enrollment.getCopyOf();
        return copy != null && !copy.getFromModelId().equals(copy.getToModelId());
    }

    static Shot of(ArchivedCrop crop) {
        return new Shot(
                crop.getImage(),
                crop.getLandmarks(),
                crop.getQuality(),
                crop.getCapturedAt(),
                crop.getCameraId(),
                crop.getTrackId(),
                crop.getCameraId() == null ? crop.getPersonId() : null,
                false);
    }
}
