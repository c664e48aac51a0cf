package io.sightline.models.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The formats by hand, as their specifications have them: two tensors, of which one is a turned look at its storage. */
final class HandMadeFiles {
    /** Floats 1 to 6 in a storage, seen as three rows of two; and the counter 7. */
    private static final PickleBuilder TWO_TENSORS = new PickleBuilder()
            .orderedDict()
            .op("(")
            .tensor("conv.weight", "FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
            .tensor("bn.num_batches_tracked", "LongStorage", "1", 1, 0, new long[] {}, new long[] {})
            .op("u");

    private static final byte[] STATE_DICT = TWO_TENSORS.stop();

    private HandMadeFiles() {}

    static byte[] storage0(ByteOrder order) {
        ByteBuffer bytes = ByteBuffer.allocate(6 * Float.BYTES).order(order);
        for (int i = 1; i <= 6; i++) {
            bytes.putFloat(i);
        }
        return bytes.array();
    }

    static byte[] int64(long value, ByteOrder order) {
        return ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).array();
    }

    static byte[] zip() {
        return zip(STATE_DICT, ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] zip(byte[] pickle, ByteOrder order) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("net/data.pkl", pickle);
        files.put(
                "net/byteorder",
                (order == ByteOrder.LITTLE_ENDIAN ? "little" : "big").getBytes(StandardCharsets.US_ASCII));
        files.put("net/data/0", storage0(order));
        files.put("net/data/1", int64(7, order));
        files.put("net/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        return stored(files);
    }

    static byte[] zipOf(byte[] pickle) {
        return zip(pickle, ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] stored(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(file.getValue());
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] legacy() {
        return legacy(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] legacy(ByteOrder order) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new PickleBuilder()
                .raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop());
        out.writeBytes(new PickleBuilder().integer(1001).stop());
        out.writeBytes(new PickleBuilder()
                .op("}(")
                .text("protocol_version")
                .integer(1001)
                .text("little_endian")
                .raw(order == ByteOrder.LITTLE_ENDIAN ? 0x88 : 0x89)
                .op("u")
                .stop());
        out.writeBytes(STATE_DICT);
        out.writeBytes(new PickleBuilder().op("](").text("1").text("0").op("e").stop());
        out.writeBytes(int64(1, order));
        out.writeBytes(int64(7, order));
        out.writeBytes(int64(6, order));
        out.writeBytes(storage0(order));
        return out.toByteArray();
    }

    static byte[] safetensors() {
        return safetensors("{\"conv.weight\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[8,32]},"
                + "\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}");
    }

    static byte[] safetensors(String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(int64(json.length, ByteOrder.LITTLE_ENDIAN));
        out.writeBytes(json);
        out.writeBytes(int64(7, ByteOrder.LITTLE_ENDIAN));
        out.writeBytes(storage0(ByteOrder.LITTLE_ENDIAN));
        return out.toByteArray();
    }
}
