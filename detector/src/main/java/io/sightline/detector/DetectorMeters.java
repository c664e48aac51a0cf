package io.sightline.detector;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The detector's metrics. Thread-safe. */
final class DetectorMeters {
    private final MeterRegistry registry;
    private final Timer detection;
    private final Timer waiting;
    private final Counter faces;
    private final Counter started;
    private final Counter ended;
    private final AtomicInteger open = new AtomicInteger();

    DetectorMeters(MeterRegistry registry) {
        this.registry = registry;
        detection = Timer.builder("sightline.detector.detection")
                .description("Time to decode a picture and to find, cut and grade its faces")
                .publishPercentileHistogram()
                .register(registry);
        waiting = Timer.builder("sightline.detector.queue")
                .description("Time from a picture's capture until the detector looks at it")
                .publishPercentileHistogram()
                .register(registry);
        faces = Counter.builder("sightline.detector.faces")
                .description("Faces found in pictures")
                .register(registry);
        started = Counter.builder("sightline.detector.tracks.started")
                .description("Tracks begun, published or not")
                .register(registry);
        ended = Counter.builder("sightline.detector.tracks.ended")
                .description("Tracks that are over, published or not")
                .register(registry);
        registry.gauge("sightline.detector.tracks.open", open);
    }

    Timer detection() {
        return detection;
    }

    void waited(Duration time) {
        waiting.record(time.isNegative() ? Duration.ZERO : time);
    }

    void found(int count) {
        faces.increment(count);
    }

    /**
     * @param reason UNCUT: points that make no sense; SEEN_TWICE: one face, two boxes; IGNORED and NOT_LOOKED_AT: by
     *     the camera's zones
     */
    void dropped(String reason, int count) {
        if (count > 0) {
            counter("sightline.detector.faces.dropped", "Faces found and not used", "reason", reason)
                    .increment(count);
        }
    }

    void started(int count) {
        started.increment(count);
    }

    void ended(int count) {
        ended.increment(count);
    }

    void open(int count) {
        open.set(count);
    }

    void published(CropCause cause) {
        counter("sightline.detector.crops", "Crops published", "cause", cause.name())
                .increment();
    }

    void skipped(String reason) {
        counter("sightline.detector.pictures.skipped", "Pictures not looked at", "reason", reason)
                .increment();
    }

    void behind(String kind) {
        counter(
                        "sightline.detector.records.behind",
                        "Records behind their camera's high-water mark, which change nothing",
                        "kind",
                        kind)
                .increment();
    }

    /** @param what tracks, cameras or partitions that the next owner of a partition will not know */
    void forgotten(String what, int count) {
        if (count > 0) {
            counter(
                            "sightline.detector.state.forgotten",
                            "What did not fit into an offset's metadata, or could not be read from it",
                            "what",
                            what)
                    .increment(count);
        }
    }

    void photo(String outcome) {
        counter("sightline.detector.photos", "Photos examined for enrolment", "outcome", outcome)
                .increment();
    }

    private Counter counter(String name, String description, String tag, String value) {
        return Counter.builder(name).description(description).tag(tag, value).register(registry);
    }
}
