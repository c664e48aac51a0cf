package io.sightline.operations.timetravel;

import io.sightline.core.BoundingBox;
import io.sightline.core.Embedding;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.util.Utf8;

/**
 * The face at which a reader of the log stands, with only what searches need. It is overwritten by the next one: take
 * out what is to be kept. Text and objects are made when asked for, so that what nobody asks for costs nothing.
 */
public final class LoggedFace {
    /** What is read of {@link FaceEmbedding}; everything else is skipped where it lies. */
    static final Schema PROJECTION = new Schema.Parser()
            .parse(
                    """
            {"type": "record", "name": "FaceEmbedding", "namespace": "io.sightline.schemas.avro", "fields": [
              {"name": "kind", "type": {"type": "enum", "name": "TrackRecordKind",
                "symbols": ["UNSPECIFIED", "FACE", "TRACK_ENDED", "CAMERA_TIME"], "default": "UNSPECIFIED"}},
              {"name": "purpose", "type": {"type": "enum", "name": "Purpose",
                "symbols": ["LIVE", "ENROLL"], "default": "LIVE"}},
              {"name": "cameraId", "type": ["null", "string"], "default": null},
              {"name": "time", "type": "long"},
              {"name": "frameId", "type": ["null", "string"], "default": null},
              {"name": "trackId", "type": ["null", "string"], "default": null},
              {"name": "face", "type": ["null", {"type": "record", "name": "Face", "fields": [
                {"name": "faceId", "type": "string"},
                {"name": "box", "type": {"type": "record", "name": "Box", "fields": [
                  {"name": "x", "type": "float"}, {"name": "y", "type": "float"},
                  {"name": "width", "type": "float"}, {"name": "height", "type": "float"}]}},
                {"name": "quality", "type": {"type": "record", "name": "FaceQuality", "fields": [
                  {"name": "score", "type": "float"}]}}]}], "default": null},
              {"name": "modelId", "type": ["null", "string"], "default": null},
              {"name": "vector", "type": ["null", "bytes"], "default": null},
              {"name": "crop", "type": ["null", {"type": "record", "name": "CropRef", "fields": [
                {"name": "partition", "type": "int"}, {"name": "offset", "type": "long"}]}], "default": null}
            ]}
            """);

    private static final int KIND = PROJECTION.getField("kind").pos();
    private static final int PURPOSE = PROJECTION.getField("purpose").pos();
    private static final int CAMERA = PROJECTION.getField("cameraId").pos();
    private static final int TIME = PROJECTION.getField("time").pos();
    private static final int FRAME = PROJECTION.getField("frameId").pos();
    private static final int TRACK = PROJECTION.getField("trackId").pos();
    private static final int FACE = PROJECTION.getField("face").pos();
    private static final int MODEL = PROJECTION.getField("modelId").pos();
    private static final int VECTOR = PROJECTION.getField("vector").pos();
    private static final int CROP = PROJECTION.getField("crop").pos();
    private static final int FACE_ID = 0;
    private static final int BOX = 1;
    private static final int QUALITY = 2;

    private static final GenericData.EnumSymbol IS_FACE =
            new GenericData.EnumSymbol(PROJECTION.getField("kind").schema(), TrackRecordKind.FACE.name());
    private static final GenericData.EnumSymbol IS_LIVE =
            new GenericData.EnumSymbol(PROJECTION.getField("purpose").schema(), Purpose.LIVE.name());

    private IndexedRecord record;

    LoggedFace() {}

    /** @throws AvroTypeException if records of that schema have not what is needed */
    static DatumReader<IndexedRecord> writtenWith(Schema writer) {
        if (SchemaCompatibility.checkReaderWriterCompatibility(PROJECTION, writer)
                        .getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new AvroTypeException("Not written as a FaceEmbedding: " + writer.getFullName());
        }
        return new GenericDatumReader<>(writer, PROJECTION);
    }

    void moveTo(IndexedRecord next) {
        record = next;
    }

    /** Whether this is a whole face that a camera saw: what else passes through the log is not for searches. */
    boolean isSeen() {
        return IS_FACE.equals(record.get(KIND))
                && IS_LIVE.equals(record.get(PURPOSE))
                && record.get(FACE) != null
                && record.get(VECTOR) != null
                && record.get(CAMERA) != null
                && record.get(TRACK) != null;
    }

    /** When it was taken, by the camera's clock; milliseconds since 1970. */
    public long time() {
        return (Long) record.get(TIME);
    }

    /** Whether that is the model that made the vector. */
    boolean isOfModel(Utf8 modelId) {
        return modelId.equals(record.get(MODEL));
    }

    boolean isOfCamera(Utf8 cameraId) {
        return cameraId.equals(record.get(CAMERA));
    }

    public String modelId() {
        return text(record.get(MODEL));
    }

    public String cameraId() {
        return text(record.get(CAMERA));
    }

    public String trackId() {
        return text(record.get(TRACK));
    }

    /** Null if it was not told. */
    public String frameId() {
        return text(record.get(FRAME));
    }

    public String faceId() {
        return text(face().get(FACE_ID));
    }

    /** In pixels of the frame. */
    public BoundingBox box() {
        var box = (IndexedRecord) face().get(BOX);
        return new BoundingBox((Float) box.get(0), (Float) box.get(1), (Float) box.get(2), (Float) box.get(3));
    }

    /** Score, 0 to 1. */
    public float quality() {
        return (Float) ((IndexedRecord) face().get(QUALITY)).get(0);
    }

    /** Where the face's crop lies; null if it was not told. */
    public CropRef crop() {
        var crop = (IndexedRecord) record.get(CROP);
        return crop == null ? null : new CropRef((Integer) crop.get(0), (Long) crop.get(1));
    }

    /** How many values the vector has. */
    int dimension() {
        return bytes().remaining() / Float.BYTES;
    }

    /** Copies the vector, which has as many values as there is room. */
    void vectorInto(float[] values) {
        ByteBuffer bytes = bytes();
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    }

    /** @throws IllegalArgumentException if the bytes are no unit vector */
    public Embedding vector() {
        return Embedding.ofBytes(bytes());
    }

    private ByteBuffer bytes() {
        return (ByteBuffer) record.get(VECTOR);
    }

    private IndexedRecord face() {
        return (IndexedRecord) record.get(FACE);
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
