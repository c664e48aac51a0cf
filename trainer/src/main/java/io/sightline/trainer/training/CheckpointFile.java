package io.sightline.trainer.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint's bytes: a line that names the form, the length of a JSON header and the header (place, names and lengths
 * of the tensors), the tensors as little-endian float32 in its order, and the SHA-256 of all that.
 */
final class CheckpointFile {
    private static final byte[] FORM = "sightline checkpoint 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_HEADER = 1 << 24;
    private static final int CHUNK = 1 << 16;
    private static final JsonMapper JSON = new JsonMapper();

    private record Header(Checkpoint.Place place, Map<String, Integer> tensors) {}

    private CheckpointFile() {}

    static void write(Checkpoint checkpoint, OutputStream target) throws IOException {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        checkpoint.tensors().forEach((name, values) -> lengths.put(name, values.length));
        byte[] header = JSON.writeValueAsBytes(new Header(checkpoint.place(), lengths));
        var digesting = new DigestOutputStream(target, sha256());
        var out = new DataOutputStream(digesting);
        out.write(FORM);
        out.writeInt(header.length);
        out.write(header);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] values : checkpoint.tensors().values()) {
            for (int from = 0; from < values.length; from += CHUNK / Float.BYTES) {
                int count = Math.min(CHUNK / Float.BYTES, values.length - from);
                chunk.asFloatBuffer().put(values, from, count);
                out.write(chunk.array(), 0, count * Float.BYTES);
            }
        }
        out.flush();
        target.write(digesting.getMessageDigest().digest());
        target.flush();
    }

    /** @throws IOException saying what is wrong: unreadable, not of this form, cut short or changed */
    static Checkpoint read(InputStream source) throws IOException {
        var digesting = new DigestInputStream(source, sha256());
        var in = new DataInputStream(digesting);
        try {
            byte[] form = in.readNBytes(FORM.length);
            if (!Arrays.equals(form, FORM)) {
                throw new IOException("it is no checkpoint of this version");
            }
            int length = in.readInt();
            if (length < 0 || length > LONGEST_HEADER) {
                throw new IOException("it is damaged");
            }
            Header header = JSON.readValue(in.readNBytes(length), Header.class);
            Map<String, float[]> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, Integer> tensor : header.tensors().entrySet()) {
                tensors.put(tensor.getKey(), floats(in, tensor.getValue()));
            }
            byte[] computed = digesting.getMessageDigest().digest();
            if (!Arrays.equals(computed, source.readNBytes(computed.length))) {
                throw new IOException("it is damaged: its checksum does not fit");
            }
            return new Checkpoint(header.place(), tensors);
        } catch (EOFException e) {
            throw new IOException("it is cut short", e);
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw new IOException("it is damaged", e);
        }
    }

    private static float[] floats(DataInputStream in, int length) throws IOException {
        float[] values = new float[length];
        byte[] bytes = new byte[CHUNK];
        ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < length; from += CHUNK / Float.BYTES) {
            int count = Math.min(CHUNK / Float.BYTES, length - from);
            in.readFully(bytes, 0, count * Float.BYTES);
            chunk.asFloatBuffer().get(values, from, count);
        }
        return values;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
