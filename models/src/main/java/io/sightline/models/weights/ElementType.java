package io.sightline.models.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** What a stored number is, as PyTorch and safetensors call it; each becomes a float32 here. */
enum ElementType {
    FLOAT32("FloatStorage", "F32", 4) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return bytes.getFloat(at);
        }
    },
    FLOAT64("DoubleStorage", "F64", 8) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return (float) bytes.getDouble(at);
        }
    },
    FLOAT16("HalfStorage", "F16", 2) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return half(bytes.getShort(at));
        }
    },
    BFLOAT16("BFloat16Storage", "BF16", 2) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return Float.intBitsToFloat(bytes.getShort(at) << Short.SIZE);
        }
    },
    INT64("LongStorage", "I64", 8) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return bytes.getLong(at);
        }
    },
    INT32("IntStorage", "I32", 4) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return bytes.getInt(at);
        }
    },
    INT16("ShortStorage", "I16", 2) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return bytes.getShort(at);
        }
    },
    INT8("CharStorage", "I8", 1) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return bytes.get(at);
        }
    },
    UINT8("ByteStorage", "U8", 1) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return bytes.get(at) & 0xff;
        }
    },
    BOOL("BoolStorage", "BOOL", 1) {
        @Override
        float read(ByteBuffer bytes, int at) {
            return bytes.get(at) == 0 ? 0 : 1;
        }
    };

    private final String torchStorage;
    private final String safetensors;
    private final int bytes;

    ElementType(String torchStorage, String safetensors, int bytes) {
        this.torchStorage = torchStorage;
        this.safetensors = safetensors;
        this.bytes = bytes;
    }

    /** The number that begins at that byte, in the buffer's byte order. */
    abstract float read(ByteBuffer bytes, int at);

    int bytes() {
        return bytes;
    }

    static Optional<ElementType> ofTorchStorage(String name) {
        return Arrays.stream(values())
                .filter(type -> type.torchStorage.equals(name))
                .findFirst();
    }

    static Optional<ElementType> ofSafetensors(String name) {
        return Arrays.stream(values())
                .filter(type -> type.safetensors.equals(name))
                .findFirst();
    }

    /** IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. Every half is a float exactly. */
    private static float half(short bits) {
        float sign = bits < 0 ? -1 : 1;
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0x1f) {
            return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
        }
        // Subnormals have no leading one, and the exponent of the smallest normal number.
        int significand = exponent == 0 ? fraction : fraction | 0x400;
        return sign * Math.scalb((float) significand, Math.max(exponent, 1) - 25);
    }
}
