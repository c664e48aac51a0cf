package io.sightline.models.weights;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The operands of pickle opcodes, read in order; never past the end. */
final class PickleBytes {
    private static final int LONGEST_TEXT = 1 << 16;
    private static final int LONGEST_LINE = 256;
    private static final int LONGEST_INTEGER = 16;

    private final ByteBuffer bytes;

    /** @param pickle the pickle, or several after each other */
    PickleBytes(byte[] pickle) {
        this.bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    int unsignedByte() {
        return need(1).get() & 0xff;
    }

    int unsignedShort() {
        return need(Short.BYTES).getShort() & 0xffff;
    }

    int signedInt() {
        return need(Integer.BYTES).getInt();
    }

    long unsignedInt() {
        return Integer.toUnsignedLong(signedInt());
    }

    /** Of big-endian bytes, other than the integers. */
    double bigEndianDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(need(Double.BYTES).getLong()));
    }

    /** A long if it is one, else a larger number. */
    Number integer() {
        int length = unsignedByte();
        if (length > LONGEST_INTEGER) {
            throw new WrongWeights("a whole number of " + length + " bytes at byte " + (position() - 2));
        }
        byte[] littleEndian = take(length);
        byte[] bigEndian = new byte[length + 1];
        bigEndian[0] = (byte) (length > 0 && littleEndian[length - 1] < 0 ? -1 : 0);
        for (int i = 0; i < length; i++) {
            bigEndian[length - i] = littleEndian[i];
        }
        BigInteger number = new BigInteger(bigEndian);
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    String text() {
        int start = position();
        long length = unsignedInt();
        if (length > LONGEST_TEXT) {
            throw new WrongWeights("a text of " + length + " bytes at byte " + start + "; names are shorter");
        }
        return new String(take((int) length), StandardCharsets.UTF_8);
    }

    /** Up to a line feed, which is left out. */
    String line() {
        StringBuilder line = new StringBuilder();
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            if (line.length() == LONGEST_LINE) {
                throw new WrongWeights(
                        "a class name of more than " + LONGEST_LINE + " bytes at byte " + (position() - LONGEST_LINE));
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private byte[] take(int length) {
        need(length); // before the array is made
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private ByteBuffer need(int length) {
        if (bytes.remaining() < length) {
            throw new WrongWeights("the pickle breaks off at byte " + bytes.limit());
        }
        return bytes;
    }
}
