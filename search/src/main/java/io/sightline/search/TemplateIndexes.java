package io.sightline.search;

/** Where indexes are made. The answers do not depend on which scan is taken, only the time they take. */
public final class TemplateIndexes {
    private static final SquaredDistances FASTEST = fastest();

    private TemplateIndexes() {}

    /**
     * An empty index.
     *
     * @param dimension of every vector in it
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TemplateIndex create(int dimension) {
        return new FlatIndex(dimension, FASTEST);
    }

    /**
     * Whether scans use SIMD instructions. If not, and that matters, start the JVM with {@code --add-modules
     * jdk.incubator.vector}.
     */
    public static boolean simd() {
        return !(FASTEST instanceof PlainSquaredDistances);
    }

    private static SquaredDistances fastest() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainSquaredDistances();
        }
        try {
            return new SimdSquaredDistances();
        } catch (LinkageError incubatorChanged) {
            // An incubating module promises no compatibility between JDKs; the plain scan is always there.
            return new PlainSquaredDistances();
        }
    }
}
