package io.sightline.console.outbound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.console.api.OutboundView.State;
import io.sightline.schemas.avro.OutboundKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What became of one target's events since this process began. Thread-safe. */
final class Tally {

    /** What becomes of an event; the metric's tag. */
    enum Fate {
        DELIVERED,
        GIVEN_UP,
        EXPIRED,
        /** A try, after which the event waits. */
        FAILED
    }

    private final InstantSource clock;
    private final Map<Fate, Counter> meters = new EnumMap<>(Fate.class);
    private final Map<Fate, Long> counts = new EnumMap<>(Fate.class);
    private int waiting;
    private long lag;
    private Optional<String> lastError = Optional.empty();
    private Optional<Instant> lastErrorAt = Optional.empty();
    private Optional<Instant> lastDeliveryAt = Optional.empty();

    Tally(OutboundKind kind, MeterRegistry metrics, InstantSource clock) {
        this.clock = clock;
        for (Fate fate : Fate.values()) {
            counts.put(fate, 0L);
            meters.put(
                    fate,
                    Counter.builder("sightline.outbound.events")
                            .description("Events for targets outside of Kafka, by what became of them")
                            .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                            .tag("outcome", fate.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
    }

    synchronized void count(Fate fate) {
        counts.merge(fate, 1L, Long::sum);
        meters.get(fate).increment();
        if (fate == Fate.DELIVERED) {
            lastDeliveryAt = Optional.of(clock.instant());
            lastError = Optional.empty();
            lastErrorAt = Optional.empty();
        }
    }

    /** @param why for an admin, without secrets */
    synchronized void error(String why) {
        lastError = Optional.of(why);
        lastErrorAt = Optional.of(clock.instant());
    }

    synchronized void waiting(int inMemory, long inKafka) {
        waiting = inMemory;
        lag = inKafka;
    }

    synchronized State state() {
        return new State(
                counts.get(Fate.DELIVERED),
                counts.get(Fate.GIVEN_UP),
                counts.get(Fate.EXPIRED),
                waiting,
                lag,
                lastError,
                lastErrorAt,
                lastDeliveryAt);
    }
}
