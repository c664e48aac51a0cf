package io.sightline.ingest;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Begins traces as W3C Trace Context writes them: https://www.w3.org/TR/trace-context/#traceparent-header. */
final class TraceContext {
    private static final HexFormat HEX = HexFormat.of();

    private TraceContext() {}

    /** A {@code traceparent} value with new ids, sampled. */
    static String random(RandomGenerator random) {
        return "00-" + HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(notZero(random)) + "-"
                + HEX.toHexDigits(notZero(random)) + "-01";
    }

    private static long notZero(RandomGenerator random) {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }
}
