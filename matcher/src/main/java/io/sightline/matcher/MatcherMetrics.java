package io.sightline.matcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the matcher counts. Thread-safe. The only place that looks at a wall clock, to say how late events are. */
final class MatcherMetrics {
    private static final Duration LONGEST_LATENCY = Duration.ofMinutes(1);

    /** The others tell of what was a while ago. */
    private static final Set<EventKind> TIMELY =
            EnumSet.of(EventKind.APPEARED, EventKind.IDENTIFIED, EventKind.UPDATED);

    private static final Logger LOG = LoggerFactory.getLogger(MatcherMetrics.class);

    private final MeterRegistry registry;
    private final Clock clock;
    private final DistributionSummary distance;
    private final Counter behind;

    MatcherMetrics(MeterRegistry registry, Knowledge knowledge, Clock clock) {
        Gallery gallery = knowledge.gallery();
        this.registry = registry;
        this.clock = clock;
        this.distance = DistributionSummary.builder("sightline.matcher.distance")
                .description("Distance from a track's faces to the nearest person, each time the gallery is asked")
                .serviceLevelObjectives(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4)
                .register(registry);
        this.behind = Counter.builder("sightline.matcher.behind")
                .description("Records behind their camera's high-water mark, which changed nothing")
                .register(registry);
        Gauge.builder("sightline.matcher.gallery.templates", gallery, Gallery::size)
                .description("Templates in memory")
                .register(registry);
        Gauge.builder("sightline.matcher.strangers.templates", knowledge.strangers(), Strangers::size)
                .description("Templates of people who are not enrolled, in memory")
                .register(registry);
        Gauge.builder("sightline.matcher.gallery.close.pairs", knowledge.closestPairs(), ClosestPairs::tooClose)
                .description("Pairs of enrolled people who are as close as relatives: cameras may not tell them apart")
                .register(registry);
        Gauge.builder("sightline.matcher.gallery.offset", gallery, Gallery::offset)
                .description("Offset in topic gallery up to which it was read")
                .register(registry);
    }

    /** The unknown rate is the share of LEFT events with {@code identified="false"}. */
    void event(IdentityEvent event) {
        Counter.builder("sightline.matcher.events")
                .description("Events by kind, and whether it was known who")
                .tag("kind", event.getKind().name())
                .tag("identified", Boolean.toString(event.getPersonId() != null))
                .register(registry)
                .increment();
        if (TIMELY.contains(event.getKind())) {
            latency(event);
        }
    }

    private void latency(IdentityEvent event) {
        Duration late = Duration.between(event.getCapturedAt(), clock.instant());
        // A replay is not late: it would drown what the figure is for.
        if (!late.isNegative() && late.compareTo(LONGEST_LATENCY) < 0) {
            Timer.builder("sightline.matcher.latency")
                    .description("From the capture of a frame to the event that it caused; replays left out")
                    .tag("camera", event.getCameraId())
                    .publishPercentileHistogram()
                    .register(registry)
                    .record(late);
        }
    }

    void asked(Assessment assessment) {
        if (assessment.nearestPersonId() != null) {
            distance.record(assessment.distance());
        }
    }

    void behind() {
        behind.increment();
    }

    /** @param decides whether it is the model that decides there; else it embeds beside it */
    void embedding(ActiveModel model, boolean decides) {
        Counter.builder("sightline.matcher.embeddings")
                .description("Faces taken in, by model, and whether it is the one that decides")
                .tag("model", model.id().toString())
                .tag("role", decides ? "DECIDES" : "BESIDE")
                .register(registry)
                .increment();
    }

    /** @param reason a constant in capitals */
    void refused(String reason) {
        Counter.builder("sightline.matcher.refused")
                .description("Vectors that were not used, by reason")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    void label(LabelKind kind, LabelOutcome outcome) {
        Counter.builder("sightline.matcher.labels")
                .description("Words of people (and of the matcher itself) about who somebody was, by what came of them;"
                        + " each counts once in every partition")
                .tag("kind", kind.name())
                .tag("outcome", outcome.name())
                .register(registry)
                .increment();
    }

    /** @param step how far, negative for back */
    void clockJumped(String cameraId, Duration step) {
        Counter.builder("sightline.matcher.clock.jumps")
                .description("Jumps of a camera's clock, by direction")
                .tag("camera", cameraId)
                .tag("direction", step.isNegative() ? "back" : "ahead")
                .register(registry)
                .increment();
        LOG.atWarn()
                .addKeyValue("camera", cameraId)
                .addKeyValue("seconds", step.toMillis() / 1000.0)
                .log("The camera's clock jumped, or records are missing: who is in view is told anew");
    }

    void enrolment(EnrollmentOutcome outcome) {
        Counter.builder("sightline.matcher.enrolments")
                .description("Answers to enrolments, by outcome")
                .tag("outcome", outcome.name())
                .register(registry)
                .increment();
    }
}
