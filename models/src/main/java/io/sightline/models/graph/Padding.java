package io.sightline.models.graph;

/** Rows and columns of zeros around a map. */
public record Padding(int top, int left, int bottom, int right) {
    public static final Padding NONE = new Padding(0, 0, 0, 0);

    public static Padding all(int size) {
        return new Padding(size, size, size, size);
    }

    /**
     * As much as TensorFlow's SAME adds, so that the output has {@code ceil(size / stride)} rows and columns; of an odd
     * total the smaller half comes first.
     */
    public static Padding same(Value x, int kernel, int stride) {
        int rows = total(x.height(), kernel, stride);
        int columns = total(x.width(), kernel, stride);
        return new Padding(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
    }

    private static int total(int size, int kernel, int stride) {
        if (size == Value.ANY) {
            throw new IllegalArgumentException("How much SAME pads is known only for a known size");
        }
        int outputs = (size + stride - 1) / stride;
        return Math.max((outputs - 1) * stride + kernel - size, 0);
    }

    public boolean isEven() {
        return top == bottom && left == right;
    }
}
