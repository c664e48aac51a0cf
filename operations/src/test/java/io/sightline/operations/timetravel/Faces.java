package io.sightline.operations.timetravel;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TemplateKind;
import io.sightline.schemas.avro.TrackRecordKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/** Synthetic faces in a plane: a face is an angle, so that every distance is known. */
final class Faces {
    static final String MODEL = "test-2@1+0123456789ab";
    static final ModelRule RULE = new ModelRule(MODEL, 2, 0.8, 0.1, Map.of(), 1e-3, 0);
    static final ModelRules RULES = ModelRules.of(RULE);
    private static final int SCHEMA = 7;

    private Faces() {}

    /** The unit vector whose distance from the vector of 0 is this; positive one way round, negative the other. */
    static Embedding at(double distance) {
        double angle = 2 * Math.asin(distance / 2);
        return Embedding.normalised(new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
    }

    static FaceEmbedding seen(String camera, long millis, String track, double distance) {
        String frame = camera + "/1/" + millis;
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.LIVE)
                .setCameraId(camera)
                .setTime(Instant.ofEpochMilli(millis))
                .setFrameId(frame)
                .setEpoch(1)
                .setNumber(millis)
                .setTrackId(track)
                .setFace(new Face(
                        frame + "/" + track,
                        new Box(Math.floorMod(track.hashCode(), 1_000) * 100f, 0f, 50f, 60f),
                        0.99f,
                        List.of(),
                        new FaceQuality(0.7f, 50f, 30f, 0f, 0f, 0f, 120f, List.of())))
                .setModelId(MODEL)
                .setVector(at(distance).toBytes())
                .setCrop(new CropRef(3, millis))
                .build();
    }

    static GalleryEntry template(String person, String name, double distance) {
        return GalleryEntry.newBuilder()
                .setPersonId(person)
                .setTemplateId(name)
                .setModelId(MODEL)
                .setVector(at(distance).toBytes())
                .setQuality(0.9f)
                .setEnrolledAt(Instant.EPOCH)
                .build();
    }

    static GalleryEntry not(String person, String name, double distance) {
        GalleryEntry entry = template(person, name, distance);
        entry.setKind(TemplateKind.NOT);
        return entry;
    }

    static Gallery gallery(GalleryEntry... entries) {
        var gallery = new Gallery();
        List.of(entries).forEach(gallery::add);
        return gallery;
    }

    /** The record as a search gets it: written, and read back in part. */
    static LoggedFace logged(FaceEmbedding record) {
        var face = new LoggedFace();
        face.moveTo(new WireReader<IndexedRecord>(Faces::schema, LoggedFace::writtenWith).read(bytes(record), null));
        return face;
    }

    static Optional<Schema> schema(int id) {
        return id == SCHEMA ? Optional.of(FaceEmbedding.getClassSchema()) : Optional.empty();
    }

    static byte[] bytes(FaceEmbedding record) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(SCHEMA).array());
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<FaceEmbedding>(
                            FaceEmbedding.getClassSchema(), SpecificData.getForClass(FaceEmbedding.class))
                    .write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
