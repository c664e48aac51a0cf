package io.sightline.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The figures of one camera. Every picture read is published, dropped for a reason, or still on its way. Thread-safe. */
final class CameraMeters implements AutoCloseable {

    /** Why a picture that was read is not published. */
    enum Drop {
        /** More a second than the camera's frame rate. */
        RATE(false),
        /** Nothing moves. */
        STILL(false),
        /** This one picture cannot be decoded. */
        UNREADABLE(true),
        /** More bytes than a Kafka message may have. */
        TOO_LARGE(true),
        /** Kafka does not take pictures as fast as they come, or is away: the oldest go. */
        BUFFER_FULL(true),
        /** It was handed to Kafka and not confirmed. */
        KAFKA(true),
        /** The clock was behind that of the run before. */
        CLOCK(true);

        private final boolean isLoss;

        Drop(boolean isLoss) {
            this.isLoss = isLoss;
        }
    }

    /**
     * What became of pictures since the camera's first.
     *
     * @param lost read and not published, though the settings wanted them
     */
    record Totals(long published, long lost) {}

    private final MeterRegistry registry;
    private final Counter read;
    private final Counter published;
    private final Counter faults;
    private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
    private final Timer encoding;
    private final Gauge upGauge;
    private final Gauge lagGauge;
    private final LongAdder publishedTotal = new LongAdder();
    private final LongAdder lostTotal = new LongAdder();
    private volatile boolean up;
    private final AtomicLong lagNanos = new AtomicLong();

    CameraMeters(String camera, MeterRegistry registry) {
        this.registry = registry;
        this.read = Counter.builder("sightline.ingest.frames.read")
                .description("Pictures that the camera gave")
                .tag("camera", camera)
                .register(registry);
        this.published = Counter.builder("sightline.ingest.frames.published")
                .description("Pictures that Kafka has confirmed")
                .tag("camera", camera)
                .register(registry);
        this.faults = Counter.builder("sightline.ingest.camera.faults")
                .description("Times that the camera could not be opened, or broke off")
                .tag("camera", camera)
                .register(registry);
        for (Drop reason : Drop.values()) {
            dropped.put(
                    reason,
                    Counter.builder("sightline.ingest.frames.dropped")
                            .description("Pictures that were read and not published")
                            .tag("camera", camera)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        this.encoding = Timer.builder("sightline.ingest.frame.work")
                .description("Time to scale a picture and to encode it as JPEG")
                .tag("camera", camera)
                .register(registry);
        this.upGauge = Gauge.builder("sightline.ingest.camera.up", this, m -> m.up ? 1 : 0)
                .description("1 while the camera delivers")
                .tag("camera", camera)
                .strongReference(true)
                .register(registry);
        this.lagGauge = Gauge.builder("sightline.ingest.capture.lag", lagNanos, n -> n.get() / 1e9)
                .description("How far the pictures are behind what the camera sees, beyond the least seen")
                .baseUnit("seconds")
                .tag("camera", camera)
                .strongReference(true)
                .register(registry);
    }

    void read() {
        read.increment();
    }

    void published() {
        published.increment();
        publishedTotal.increment();
    }

    void fault() {
        faults.increment();
    }

    void dropped(Drop reason) {
        dropped.get(reason).increment();
        if (reason.isLoss) {
            lostTotal.increment();
        }
    }

    /** Not from the meters: what those hold is the registry's matter. */
    Totals totals() {
        return new Totals(publishedTotal.sum(), lostTotal.sum());
    }

    double droppedCount(Drop reason) {
        return dropped.get(reason).count();
    }

    Timer encoding() {
        return encoding;
    }

    void up(boolean delivers) {
        up = delivers;
    }

    void lag(long nanos) {
        lagNanos.set(nanos);
    }

    @Override
    public void close() {
        for (Meter meter : new Meter[] {read, published, faults, encoding, upGauge, lagGauge}) {
            registry.remove(meter);
        }
        dropped.values().forEach(registry::remove);
    }
}
