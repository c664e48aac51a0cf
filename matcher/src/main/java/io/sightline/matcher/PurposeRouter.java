package io.sightline.matcher;

import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TemplateCopy;
import io.sightline.schemas.avro.TrackRecordKind;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Parts what cameras saw from what people enrol by; what passes is whole. */
final class PurposeRouter implements Processor<String, FaceEmbedding, String, FaceEmbedding> {
    private static final int LONGEST_NAME = 1_000;

    private final String live;
    private final String enroll;
    private ProcessorContext<String, FaceEmbedding> context;

    /** @param live name of the node that takes LIVE records; likewise {@code enroll} */
    PurposeRouter(String live, String enroll) {
        this.live = live;
        this.enroll = enroll;
    }

    @Override
    public void init(ProcessorContext<String, FaceEmbedding> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, FaceEmbedding> record) {
        FaceEmbedding value = record.value();
        require(value != null, "NO_VALUE", "Expected a record, got a tombstone");
        requireShort(record.key());
        requireShort(value.getFrameId());
        requireShort(value.getTrackId());
        if (value.getKind() == TrackRecordKind.FACE) {
            require(
                    value.getFace() != null && value.getVector() != null && value.getModelId() != null,
                    "INCOMPLETE",
                    "A FACE has face, vector and modelId");
            requirePossible(value.getFace());
        }
        if (value.getPurpose() == Purpose.ENROLL) {
            requireEnrolment(record.key(), value);
            context.forward(record, enroll);
        } else {
            requireLive(record.key(), value);
            context.forward(record, live);
        }
    }

    /** What no detector says would end in arithmetic without meaning, or in state that cannot be read back. */
    private static void requirePossible(Face face) {
        Box box = face.getBox();
        require(
                Float.isFinite(box.getX())
                        && Float.isFinite(box.getY())
                        && isFrom0(box.getWidth())
                        && isFrom0(box.getHeight()),
                "BAD_BOX",
                "A box has finite corners and a width and a height of 0 or more, got " + box);
        float score = face.getQuality().getScore();
        require(isFrom0(score) && score <= 1, "BAD_QUALITY", "A quality is 0 to 1, got " + score);
        requireShort(face.getFaceId());
    }

    private static boolean isFrom0(float value) {
        return Float.isFinite(value) && value >= 0;
    }

    /** State keeps names; with one of a megabyte its changelog would take no more of it. */
    private static void requireShort(String name) {
        require(
                name == null || name.length() <= LONGEST_NAME,
                "TOO_LONG",
                "Keys and ids have at most " + LONGEST_NAME + " characters");
        require(name == null || name.indexOf('\0') < 0, "BAD_NAME", "Keys and ids have no character 0");
    }

    private static void requireEnrolment(String key, FaceEmbedding value) {
        require(
                value.getKind() == TrackRecordKind.FACE && value.getEnrollment() != null,
                "INCOMPLETE",
                "An ENROLL record is a FACE with an enrollment");
        require(
                Objects.equals(key, value.getEnrollment().getPersonId()),
                "KEY_MISMATCH",
                "The key of an ENROLL record is its personId");
        requireShort(value.getEnrollment().getPhotoId());
        TemplateCopy copy = value.getEnrollment().getCopyOf();
        if (copy != null) {
            requireShort(copy.getTemplateId());
            require(
                    copy.getToModelId().equals(value.getModelId()),
                    "WRONG_COPY",
                    "A copy for " + copy.getToModelId() + " is embedded with that model, not with "
                            + value.getModelId());
        }
        require(
                !new Identity(key).isStranger(),
                "RESERVED",
                "A personId does not begin with " + Identity.STRANGER_PREFIX + ": so do the keys of strangers");
    }

    private static void requireLive(String key, FaceEmbedding value) {
        require(
                value.getCameraId() != null && Objects.equals(key, value.getCameraId()),
                "KEY_MISMATCH",
                "The key of a LIVE record is its cameraId");
        require(
                value.getKind() != TrackRecordKind.UNSPECIFIED,
                "INCOMPLETE",
                "A record is a FACE, a TRACK_ENDED or a CAMERA_TIME");
        require(
                value.getKind() == TrackRecordKind.CAMERA_TIME || value.getTrackId() != null,
                "INCOMPLETE",
                "A " + value.getKind() + " has a trackId");
    }

    private static void require(boolean holds, String reason, String message) {
        if (!holds) {
            throw new UnusableRecord(reason, message);
        }
    }
}
