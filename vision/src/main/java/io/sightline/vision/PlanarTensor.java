package io.sightline.vision;

import io.sightline.models.Manifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A network's input in native memory, kept between calls: pictures as planes of red, green and blue, {@code (pixel -
 * mean[c]) * scale}. Grows to what is asked for. One thread.
 */
final class PlanarTensor {
    private static final int CHANNELS = 3;

    private final float scale;
    private final float[] offset;
    /** Where in a pixel (blue, green, red) the channel of each plane stands. */
    private final int[] byteOfPlane;

    private FloatBuffer floats = direct(0);
    private byte[] pixels = new byte[0];
    private float[] plane = new float[0];
    private int area;

    PlanarTensor(Manifest.Input input) {
        this.scale = input.scale();
        this.offset = new float[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            offset[c] = -input.mean().get(c) * input.scale();
        }
        this.byteOfPlane = input.channels() == Manifest.ChannelOrder.RGB ? new int[] {2, 1, 0} : new int[] {0, 1, 2};
    }

    static FloatBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Room for this many pictures of this size; what was written before is void. */
    void reserve(int pictures, int width, int height) {
        area = width * height;
        int length = pictures * CHANNELS * area;
        if (pixels.length < area * CHANNELS) {
            pixels = new byte[area * CHANNELS];
            plane = new float[area];
        }
        if (floats.capacity() < length) {
            floats = direct(length);
        }
    }

    /** Where to write a picture's blue, green, red, row by row, before {@link #set}. */
    byte[] pixels() {
        return pixels;
    }

    /** Takes over what stands in {@link #pixels} as one of the pictures, all of which have one size. */
    void set(int index) {
        for (int c = 0; c < CHANNELS; c++) {
            float shift = offset[c];
            int from = byteOfPlane[c];
            for (int i = 0; i < area; i++) {
                plane[i] = (pixels[i * CHANNELS + from] & 0xff) * scale + shift;
            }
            floats.put((index * CHANNELS + c) * area, plane, 0, area);
        }
    }

    /** The first so many pictures of this size. */
    FloatBuffer view(int pictures, int width, int height) {
        return floats.slice(0, pictures * CHANNELS * width * height);
    }
}
