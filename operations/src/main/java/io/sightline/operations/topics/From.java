package io.sightline.operations.topics;

import java.time.Instant;
import java.util.Map;

/** Where reading a topic begins. */
public sealed interface From {
    From BEGINNING = new Beginning();
    From END = new End();

    record Beginning() implements From {}

    record End() implements From {}

    /** The first record that was written at or after this time. */
    record Time(Instant since) implements From {}

    /** These offsets, by partition; the beginning of a partition that is not among them. */
    record Offsets(Map<Integer, Long> next) implements From {}
}
