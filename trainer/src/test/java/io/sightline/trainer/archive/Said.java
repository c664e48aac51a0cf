package io.sightline.trainer.archive;

import io.sightline.core.BoundingBox;
import io.sightline.models.CanonicalTemplate;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Liveness;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.Reasons;
import io.sightline.schemas.avro.TemplateCopy;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Records as the stages write them. */
final class Said {
    static final String MODEL = "model@1+aaaa";
    static final String OTHER_MODEL = "other@1+bbbb";
    static final float THRESHOLD = 0.8f;
    static final float MARGIN = 0.1f;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Said() {}

    static CropRef at(int partition, long offset) {
        return new CropRef(partition, offset);
    }

    /** A face before a camera; its picture says which. */
    static Crop live(String trackId, float quality, String picture) {
        return face(quality, picture)
                .setPurpose(Purpose.LIVE)
                .setCameraId("lobby")
                .setTrackId(trackId)
                .build();
    }

    static Crop photo(String personId, String photoId, String picture) {
        return face(0.9f, picture)
                .setPurpose(Purpose.ENROLL)
                .setEnrollment(EnrollmentRef.newBuilder()
                        .setPersonId(personId)
                        .setPhotoId(photoId)
                        .setSubmittedAt(NOON)
                        .build())
                .build();
    }

    /** The crop of a photo, sent again for the other model. */
    static Crop copy(String personId, String photoId, String picture) {
        Crop crop = photo(personId, photoId, picture);
        crop.getEnrollment().setCopyOf(new TemplateCopy(photoId, MODEL, OTHER_MODEL));
        return crop;
    }

    /** The crop of a template that came from a backup, or was another person's. */
    static Crop kept(String personId, String photoId, String picture) {
        Crop crop = photo(personId, photoId, picture);
        crop.getEnrollment().setCopyOf(new TemplateCopy(photoId, "none", "none"));
        return crop;
    }

    private static Crop.Builder face(float quality, String picture) {
        return Crop.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setTime(NOON)
                .setFace(Face.newBuilder()
                        .setFaceId("face")
                        .setBox(new BoundingBox(10, 10, 80, 80).toAvro())
                        .setScore(0.99f)
                        .setLandmarks(CanonicalTemplate.POINTS.toAvro())
                        .setQuality(new FaceQuality(quality, 80f, 20f, 0f, 0f, 0f, 120f, List.of()))
                        .build())
                .setImage(ByteBuffer.wrap(picture.getBytes(StandardCharsets.UTF_8)))
                .setLandmarks(CanonicalTemplate.POINTS.toAvro());
    }

    static GalleryEntry template(String personId, String templateId, String modelId, CropRef crop) {
        return GalleryEntry.newBuilder()
                .setPersonId(personId)
                .setTemplateId(templateId)
                .setModelId(modelId)
                .setVector(ByteBuffer.allocate(16))
                .setQuality(0.9f)
                .setCrop(crop)
                .setEnrolledAt(NOON)
                .build();
    }

    static GalleryEntry learned(String personId, String trackId, String labelId, CropRef crop) {
        GalleryEntry entry = template(personId, "face-" + trackId, MODEL, crop);
        entry.setLabelId(labelId);
        return entry;
    }

    static String keyOf(GalleryEntry entry) {
        return entry.getPersonId() + "/" + entry.getTemplateId() + "/" + entry.getModelId();
    }

    static IdentityEvent identified(String trackId, String personId, float distance, CropRef crop) {
        return event(EventKind.IDENTIFIED, trackId)
                .setPersonId(personId)
                .setReasons(reasons(personId, distance))
                .setCrop(crop)
                .build();
    }

    /** A track joins the sighting that another began. */
    static IdentityEvent joined(String trackId, String sightingId, String personId, float distance, CropRef crop) {
        return event(EventKind.UPDATED, trackId)
                .setSightingId(sightingId)
                .setPersonId(personId)
                .setReasons(reasons(personId, distance))
                .setCrop(crop)
                .build();
    }

    static IdentityEvent left(String trackId, String sightingId, String personId, float distance, CropRef crop) {
        return event(EventKind.LEFT, trackId)
                .setSightingId(sightingId)
                .setPersonId(personId)
                .setReasons(reasons(personId, distance))
                .setCrop(crop)
                .build();
    }

    /** @param to null if it is not known any more who it was */
    static IdentityEvent corrected(String trackId, String from, String to, String labelId, CropRef crop) {
        return event(to == null ? EventKind.RETRACTED : EventKind.CORRECTED, trackId)
                .setPersonId(to)
                .setFormerPersonId(from)
                .setLabelId(labelId)
                .setCorrects(trackId + "/IDENTIFIED/1")
                .setCrop(crop)
                .build();
    }

    private static IdentityEvent.Builder event(EventKind kind, String trackId) {
        return IdentityEvent.newBuilder()
                .setEventId(trackId + "/" + kind + "/1")
                .setCameraId("lobby")
                .setSequence(1)
                .setKind(kind)
                .setTrackId(trackId)
                .setSightingId(trackId)
                .setCapturedAt(NOON)
                .setExpiresAt(NOON.plusSeconds(5))
                .setFirstSeenAt(NOON);
    }

    private static Reasons reasons(String personId, float distance) {
        return Reasons.newBuilder()
                .setModelId(MODEL)
                .setDistance(distance)
                .setThreshold(THRESHOLD)
                .setNearestPersonId(personId)
                .setRunnerUpPersonId("somebody-else")
                .setRunnerUpDistance(1.2f)
                .setRequiredMargin(MARGIN)
                .setEvidence(3)
                .setQuality(0.8f)
                .setGalleryOffset(1)
                .setTemplateId("photo")
                .setLiveness(Liveness.NOT_CHECKED)
                .build();
    }

    static Person person(String personId, PersonState state) {
        return Person.newBuilder()
                .setPersonId(personId)
                .setState(state)
                .setChangedAt(NOON)
                .build();
    }
}
