package io.sightline.schemas;

import io.sightline.schemas.Topic.Compatibility;
import io.sightline.schemas.Topic.Kept;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.AuditRecord;
import io.sightline.schemas.avro.CameraHealth;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.schemas.avro.ConsoleUser;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelResult;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.OutboundTarget;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.StrangerEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every topic, once, in flow order. Nobody else writes a topic name. */
public final class Topics {
    private static final int SCALED = 12;
    private static final long MEBIBYTE = 1024 * 1024;

    /** The key in {@link #MODELS} under which stands which model decides; no model has this id. */
    public static final String ACTIVE_MODEL = "active";

    /** Which cameras there are, and how each is read. */
    public static final Topic<CameraSettings> CAMERAS =
            lastOfEachKey("cameras", "cameraId", CameraSettings.class, 1, Compatibility.BACKWARD);

    /**
     * Who a personId is; the only place where a name stands. As many partitions as {@link #EMBEDDINGS}: the matcher
     * meets a person's erasure and their enrolments in one task.
     */
    public static final Topic<Person> PEOPLE =
            lastOfEachKey("people", "personId", Person.class, SCALED, Compatibility.FULL_TRANSITIVE);

    /** Pictures and clocks of cameras, in order. Bounded by size too: a burst of pictures must not fill the disk. */
    public static final Topic<Frame> FRAMES =
            keptFor("frames", "cameraId", Frame.class, Duration.ofMinutes(10), 256 * MEBIBYTE, Compatibility.BACKWARD);

    /** How each camera fared, minute by minute: frames are soon gone, and nobody may need pictures to know it. */
    public static final Topic<CameraHealth> CAMERA_HEALTH = new Topic<>(
            "camera-health",
            "cameraId",
            CameraHealth.class,
            1,
            new Kept.For(Duration.ofDays(7)),
            Optional.empty(),
            Compatibility.BACKWARD);

    /** Boxes of each frame's faces, for the live page. */
    public static final Topic<FrameDetections> DETECTIONS = keptFor(
            "detections",
            "cameraId",
            FrameDetections.class,
            Duration.ofMinutes(10),
            64 * MEBIBYTE,
            Compatibility.BACKWARD);

    /** Photos of people, to be recognised by. */
    public static final Topic<Enrollment> ENROLLMENTS =
            keptFor("enrollments", "personId", Enrollment.class, Duration.ofDays(7), Compatibility.BACKWARD);

    /** What became of each photo. */
    public static final Topic<EnrollmentResult> ENROLLMENT_RESULTS = keptFor(
            "enrollment-results", "personId", EnrollmentResult.class, Duration.ofDays(7), Compatibility.BACKWARD);

    /** Faces cut to the canonical template; tracks' ends and cameras' clocks in order between them. */
    public static final Topic<Crop> CROPS = keptFor(
            "crops", "cameraId (ENROLL: personId)", Crop.class, Duration.ofDays(30), Compatibility.FULL_TRANSITIVE);

    /** Faces as vectors; small, and the base of time travel. */
    public static final Topic<FaceEmbedding> EMBEDDINGS =
            keptFor("embeddings", "as crops", FaceEmbedding.class, Duration.ofDays(365), Compatibility.FULL_TRANSITIVE);

    /** The templates that people are recognised by. One partition: its offset is the gallery's version. */
    public static final Topic<GalleryEntry> GALLERY = lastOfEachKey(
            "gallery", "personId/templateId/modelId", GalleryEntry.class, 1, Compatibility.FULL_TRANSITIVE);

    /**
     * What those look like who are not enrolled, so that they have one key on all cameras. Apart from the gallery: its
     * offset is the version of who is enrolled, and strangers come and go.
     */
    public static final Topic<StrangerEntry> STRANGERS = lastOfEachKey(
            "strangers", "anonymousId/trackId/modelId", StrangerEntry.class, 1, Compatibility.FULL_TRANSITIVE);

    /**
     * Per model: its state here and the threshold that was calibrated on this system; and one record under {@link
     * #ACTIVE_MODEL}.
     */
    public static final Topic<ModelRecord> MODELS =
            lastOfEachKey("models", "modelId, or active", ModelRecord.class, 1, Compatibility.FULL_TRANSITIVE);

    /**
     * A person's word: this is X, this is not X. Each label stands in every partition, and there are as many as of
     * {@link #EMBEDDINGS}: the matcher meets a label in each task that may hold events that depend on it.
     */
    public static final Topic<Label> LABELS =
            lastOfEachKey("labels", "labelId", Label.class, SCALED, Compatibility.FULL_TRANSITIVE);

    /** What became of each label, by partition. */
    public static final Topic<LabelResult> LABEL_RESULTS = keptFor(
            "label-results", "labelId/partition", LabelResult.class, Duration.ofDays(7), Compatibility.BACKWARD);

    /** What happened: who, where, when, how sure. */
    public static final Topic<IdentityEvent> IDENTITY_EVENTS = keptFor(
            "identity-events", "cameraId", IdentityEvent.class, Duration.ofDays(180), Compatibility.FULL_TRANSITIVE);

    /** Faces of which it is known whose they are: the training set, and what a new model embeds the gallery from. */
    public static final Topic<ArchivedCrop> CROPS_ARCHIVE = lastOfEachKey(
            "crops-archive", "personId/cropId", ArchivedCrop.class, SCALED, Compatibility.FULL_TRANSITIVE);

    /** Where events are handed to outside of Kafka, and which. */
    public static final Topic<OutboundTarget> OUTBOUND =
            lastOfEachKey("outbound", "targetId", OutboundTarget.class, 1, Compatibility.BACKWARD);

    /** Who may use the console; passwords as digests alone. */
    public static final Topic<ConsoleUser> CONSOLE_USERS =
            lastOfEachKey("console-users", "name", ConsoleUser.class, 1, Compatibility.BACKWARD);

    /** Who did what by the console, when. One partition: in the order in which it was done. */
    public static final Topic<AuditRecord> AUDIT = new Topic<>(
            "audit",
            "actor",
            AuditRecord.class,
            1,
            new Kept.For(Duration.ofDays(730)),
            Optional.empty(),
            Compatibility.FULL_TRANSITIVE);

    /** Records that could not be used, byte for byte as they came; the headers say from where and why. */
    public static final Topic<byte[]> DEAD_LETTERS = new Topic<>(
            "dead-letters",
            "as the source",
            byte[].class,
            1,
            new Kept.For(Duration.ofDays(14)),
            Optional.of(1024 * MEBIBYTE),
            Compatibility.NONE);

    public static final List<Topic<?>> ALL = List.of(
            CAMERAS,
            PEOPLE,
            FRAMES,
            CAMERA_HEALTH,
            DETECTIONS,
            ENROLLMENTS,
            ENROLLMENT_RESULTS,
            CROPS,
            EMBEDDINGS,
            GALLERY,
            STRANGERS,
            MODELS,
            LABELS,
            LABEL_RESULTS,
            IDENTITY_EVENTS,
            CROPS_ARCHIVE,
            OUTBOUND,
            CONSOLE_USERS,
            AUDIT,
            DEAD_LETTERS);

    private Topics() {}

    private static <V> Topic<V> keptFor(
            String name, String key, Class<V> type, Duration time, Compatibility compatibility) {
        return new Topic<>(name, key, type, SCALED, new Kept.For(time), Optional.empty(), compatibility);
    }

    private static <V> Topic<V> keptFor(
            String name,
            String key,
            Class<V> type,
            Duration time,
            long maxBytesPerPartition,
            Compatibility compatibility) {
        return new Topic<>(
                name, key, type, SCALED, new Kept.For(time), Optional.of(maxBytesPerPartition), compatibility);
    }

    private static <V> Topic<V> lastOfEachKey(
            String name, String key, Class<V> type, int partitions, Compatibility compatibility) {
        return new Topic<>(name, key, type, partitions, new Kept.LastOfEachKey(), Optional.empty(), compatibility);
    }
}
