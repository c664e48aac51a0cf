package io.sightline.models.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * Aligned faces one after the other in native memory, float32 {@code [count, 3, height, width]}: what an engine reads
 * without copying. Filled again and again by one owner; not thread-safe.
 */
public final class FaceBatch {
    private static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final int floatsPerFace;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private int count;

    public FaceBatch(int capacity, int width, int height) {
        this.width = width;
        this.height = height;
        this.floatsPerFace = CHANNELS * width * height;
        this.bytes = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, floatsPerFace * Float.BYTES))
                .order(ByteOrder.nativeOrder());
        this.floats = bytes.asFloatBuffer();
    }

    public int count() {
        return count;
    }

    public void clear() {
        count = 0;
    }

    /** Adds what the writer puts into the buffer that it is given; nothing, if it throws. */
    public void add(Consumer<FloatBuffer> writer) {
        writer.accept(floats.slice(count * floatsPerFace, floatsPerFace));
        count++;
    }

    /** Adds the mirror image of the last face: left and right swapped. */
    public void addMirrored() {
        int from = (count - 1) * floatsPerFace;
        float[] row = new float[width];
        for (int start = 0; start < floatsPerFace; start += width) {
            floats.get(from + start, row);
            for (int left = 0, right = width - 1; left < right; left++, right--) {
                float swapped = row[left];
                row[left] = row[right];
                row[right] = swapped;
            }
            floats.put(from + floatsPerFace + start, row);
        }
        count++;
    }

    /** {@code [count, 3, height, width]}. */
    public long[] shape() {
        return new long[] {count, CHANNELS, height, width};
    }

    /** The faces so far, in native byte order; valid until the batch is changed. */
    public ByteBuffer bytes() {
        return bytes.slice(0, count * floatsPerFace * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}
