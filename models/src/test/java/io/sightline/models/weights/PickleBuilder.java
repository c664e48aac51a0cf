package io.sightline.models.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a pickle by hand, operation by operation: also what no pickler would write. */
final class PickleBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleBuilder() {
        raw(0x80, 2);
    }

    PickleBuilder raw(int... bytes) {
        for (int value : bytes) {
            out.write(value);
        }
        return this;
    }

    PickleBuilder op(String codes) {
        out.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBuilder global(String module, String name) {
        return op("c" + module + "\n" + name + "\n");
    }

    PickleBuilder text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op("X").int32(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    PickleBuilder integer(long value) {
        if (value == (int) value) {
            return op("J").int32((int) value);
        }
        raw(0x8a, Long.BYTES);
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    PickleBuilder integers(long... values) {
        op("(");
        for (long value : values) {
            integer(value);
        }
        return op("t");
    }

    PickleBuilder orderedDict() {
        return global("collections", "OrderedDict").op(")R");
    }

    /** A name and a tensor, as an open dictionary takes them. */
    PickleBuilder tensor(String name, String type, String key, long length, long offset, long[] shape, long[] strides) {
        text(name).global("torch._utils", "_rebuild_tensor_v2").op("((");
        text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .integer(length)
                .op("tQ");
        return integer(offset)
                .integers(shape)
                .integers(strides)
                .raw(0x89)
                .orderedDict()
                .op("tR");
    }

    byte[] stop() {
        return op(".").out.toByteArray();
    }

    private PickleBuilder int32(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }
}
