package io.sightline.embedder;

import io.sightline.core.stage.Inbound;
import io.sightline.models.testkit.TestCrops;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TemplateCopy;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Records of topic crops; a record of offset n was captured n milliseconds after the first second. */
final class CropRecords {
    private CropRecords() {}

    static Inbound<Crop> live(long offset, int seed) {
        return inbound(
                offset,
                "lobby",
                face(seed, Purpose.LIVE, offset).setTrackId("track").build());
    }

    static Inbound<Crop> enroll(long offset, String person, int seed) {
        var crop = face(seed, Purpose.ENROLL, offset)
                .setCameraId(null)
                .setFrameId(null)
                .setEnrollment(new EnrollmentRef(person, "photo-" + seed, Instant.ofEpochMilli(5), null))
                .build();
        return inbound(offset, person, crop);
    }

    static Inbound<Crop> clock(long offset) {
        return inbound(
                offset,
                "lobby",
                crop(TrackRecordKind.CAMERA_TIME, Purpose.LIVE, offset).build());
    }

    static Inbound<Crop> ended(long offset) {
        return inbound(
                offset,
                "lobby",
                crop(TrackRecordKind.TRACK_ENDED, Purpose.LIVE, offset)
                        .setTrackId("track")
                        .build());
    }

    static Crop.Builder face(int seed, Purpose purpose, long number) {
        var image = TestCrops.one(seed);
        var quality = new FaceQuality(0.9f, 80f, 200f, 1f, 2f, 3f, 120f, List.of());
        return crop(TrackRecordKind.FACE, purpose, number)
                .setImage(ByteBuffer.wrap(image.jpeg()))
                .setLandmarks(image.landmarks().toAvro())
                .setFace(new Face(
                        "face-" + seed,
                        new Box(1f, 2f, 3f, 4f),
                        0.99f,
                        image.landmarks().toAvro(),
                        quality));
    }

    static Crop.Builder crop(TrackRecordKind kind, Purpose purpose, long number) {
        return Crop.newBuilder()
                .setKind(kind)
                .setPurpose(purpose)
                .setCameraId("lobby")
                .setTime(Instant.ofEpochMilli(1_000 + number))
                .setFrameId("lobby/1/" + number)
                .setEpoch(1)
                .setNumber(number);
    }

    static Inbound<Crop> with(Inbound<Crop> record, Consumer<Crop> change) {
        change.accept(record.value());
        return record;
    }

    static Inbound<Crop> keyed(String key, Inbound<Crop> record) {
        return inbound(record.offset(), key, record.value());
    }

    static Inbound<Crop> inbound(long offset, String key, Crop crop) {
        return new Inbound<>(Topics.CROPS, 3, offset, 1_000 + offset, key, crop, null);
    }

    /** A template's crop that another model is to embed. */
    static Inbound<Crop> copy(long offset, String person, int seed, String toModel) {
        return with(enroll(offset, person, seed), crop -> crop.getEnrollment()
                .setCopyOf(new TemplateCopy("photo-" + seed, "former@1+0123456789ab", toModel)));
    }
}
