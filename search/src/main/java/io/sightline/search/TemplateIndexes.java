package io.sightline.search;

import java.util.Objects;

/** Where indexes are made. The answers do not depend on which scan is taken, only the time they take. */
public final class TemplateIndexes {
    private static final DotProducts FASTEST = fastest();

    private TemplateIndexes() {}

    /**
     * An empty index that keeps everything in memory: five bytes per dimension and template, and its key.
     *
     * @param dimension of every vector in it
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TemplateIndex create(int dimension) {
        return new Int8Index(dimension, FASTEST, null);
    }

    /**
     * An empty index that keeps one byte per dimension and template, and its key, and reads the exact vectors of the few
     * that come into question from their source.
     *
     * @param dimension of every vector in it
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TemplateIndex create(int dimension, VectorSource exact) {
        return new Int8Index(dimension, FASTEST, Objects.requireNonNull(exact));
    }

    /**
     * The templates of an {@link TemplateIndex#snapshot} of this module's indexes, scanned in plain Java: to measure what
     * SIMD gives.
     *
     * @throws IllegalArgumentException if the view is another's
     */
    public static TemplateView scannedPlainly(TemplateView snapshot) {
        if (snapshot instanceof Snapshot ours) {
            return new Snapshot(ours.dimension(), ours.templates(), new PlainDotProducts(), ours.exact());
        }
        throw new IllegalArgumentException("Only a snapshot of an index of this module can be scanned otherwise");
    }

    /**
     * Whether scans use SIMD instructions. If not, and that matters, start the JVM with {@code --add-modules
     * jdk.incubator.vector}.
     */
    public static boolean simd() {
        return !(FASTEST instanceof PlainDotProducts);
    }

    private static DotProducts fastest() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainDotProducts();
        }
        try {
            return new SimdDotProducts();
        } catch (LinkageError incubatorChanged) {
            // An incubating module promises no compatibility between JDKs; the plain scan is always there.
            return new PlainDotProducts();
        }
    }
}
