package io.sightline.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A face as a unit vector. Immutable; safe to share between threads.
 *
 * <p>Only vectors of one model may be compared: see {@link ModelId}. Distance is Euclidean, 0 (same) to 2 (opposite).
 */
public final class Embedding {
    private static final float UNIT_TOLERANCE = 1e-3f;

    private final float[] unit;

    private Embedding(float[] unit) {
        this.unit = unit;
    }

    /**
     * Normalises a network's raw output to length one.
     *
     * @throws IllegalArgumentException if it is empty, has a value that is not finite, or has length zero
     */
    public static Embedding normalised(float[] raw) {
        double squares = 0;
        for (float v : raw) {
            squares += (double) v * v;
        }
        double norm = Math.sqrt(squares);
        if (!Double.isFinite(norm) || norm < 1e-12) {
            throw new IllegalArgumentException("A vector of length " + norm + " cannot be normalised");
        }
        float[] unit = new float[raw.length];
        for (int i = 0; i < raw.length; i++) {
            unit[i] = (float) (raw[i] / norm);
        }
        return new Embedding(unit);
    }

    /**
     * Reads little-endian float32 values, as records carry them. The buffer's position does not move.
     *
     * @throws IllegalArgumentException if the bytes are not whole floats, or not a unit vector
     */
    public static Embedding ofBytes(ByteBuffer bytes) {
        if (bytes.remaining() == 0 || bytes.remaining() % Float.BYTES != 0) {
            throw new IllegalArgumentException(
                    "A vector is a whole number of float32 values, got " + bytes.remaining() + " bytes");
        }
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        double squares = 0;
        for (float v : values) {
            squares += (double) v * v;
        }
        if (!(Math.abs(Math.sqrt(squares) - 1) <= UNIT_TOLERANCE)) {
            throw new IllegalArgumentException("A vector has length one, got length " + Math.sqrt(squares));
        }
        return new Embedding(values);
    }

    /** Little-endian float32 values, as records carry them. */
    public ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(unit.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(unit);
        return bytes.order(ByteOrder.BIG_ENDIAN);
    }

    public int dimension() {
        return unit.length;
    }

    /** A copy of the values. */
    public float[] values() {
        return unit.clone();
    }

    /**
     * Euclidean distance between the unit vectors, 0 to 2.
     *
     * @throws IllegalArgumentException if the dimensions differ
     */
    public double distanceTo(Embedding other) {
        if (unit.length != other.unit.length) {
            throw new IllegalArgumentException(
                    "Vectors of " + unit.length + " and " + other.unit.length + " dimensions cannot be compared");
        }
        double squares = 0;
        for (int i = 0; i < unit.length; i++) {
            double d = (double) unit[i] - other.unit[i];
            squares += d * d;
        }
        return Math.sqrt(squares);
    }

    /** Never the values: a vector is personal data and stays out of logs. */
    @Override
    public String toString() {
        return "Embedding[" + unit.length + "]";
    }
}
