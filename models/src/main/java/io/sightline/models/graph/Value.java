package io.sightline.models.graph;

import java.util.List;

/**
 * What flows between two nodes, for one picture of the batch: {@code [channels, height, width]}, or {@code [length]}
 * once it is flat. The batch comes before, of any size.
 *
 * @param dims {@link #ANY} where the size is known only at run time
 */
public record Value(String name, List<Integer> dims) {
    /** A height or width that the input decides. */
    public static final int ANY = -1;

    public Value {
        dims = List.copyOf(dims);
    }

    static Value map(String name, int channels, int height, int width) {
        return new Value(name, List.of(channels, height, width));
    }

    static Value flat(String name, int length) {
        return new Value(name, List.of(length));
    }

    public boolean isMap() {
        return dims.size() == 3;
    }

    /** Channels of a map, or the length of a flat value. */
    public int channels() {
        return dims.get(0);
    }

    /** Rows of a map; may be {@link #ANY}. */
    public int height() {
        return dims.get(1);
    }

    /** Columns of a map; may be {@link #ANY}. */
    public int width() {
        return dims.get(2);
    }
}
