package io.sightline.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of nothing but little-endian float32, as NumPy's {@code tofile} writes them. */
public final class RawFloats {
    private RawFloats() {}

    public static float[] read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    public static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    /** The largest difference, in parts of the largest number expected. */
    public static double relativeDifference(float[] expected, float[] found) {
        double largest = 0;
        double difference = expected.length == found.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(expected.length, found.length); i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) expected[i] - found[i]));
        }
        return difference / largest;
    }
}
