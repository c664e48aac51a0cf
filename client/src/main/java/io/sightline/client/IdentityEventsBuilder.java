package io.sightline.client;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;

/** Describes an {@link IdentityEvents}: see {@link IdentityEvents#reading}. */
public final class IdentityEventsBuilder {
    final Map<String, Object> kafka;
    Marks marks;
    Start start = Start.last();
    Clock clock = Clock.systemUTC();
    Duration tolerance = Duration.ofSeconds(5);
    String topicPrefix = "";
    Predicate<String> cameras = camera -> true;

    IdentityEventsBuilder(Map<String, ?> kafka) {
        this.kafka = new HashMap<>(kafka);
    }

    /** Required. Once {@link #handingTo} returned they are the reader's, and closed with it. */
    public IdentityEventsBuilder marks(Marks kept) {
        this.marks = kept;
        return this;
    }

    /** Where reading begins; {@link Start#last} if nothing is said. */
    public IdentityEventsBuilder startingFrom(Start where) {
        this.start = where;
        return this;
    }

    /** Only these cameras' events; all if nothing is said. A door's controller wants those of its door. */
    public IdentityEventsBuilder onlyCameras(Collection<String> cameraIds) {
        Set<String> wanted = Set.copyOf(cameraIds);
        this.cameras = wanted::contains;
        return this;
    }

    /** What time it is; the machine's clock, which NTP should keep, if nothing is said. */
    public IdentityEventsBuilder clock(Clock wall) {
        this.clock = wall;
        return this;
    }

    /** How far ahead of our clock a camera's may be; 5 seconds if nothing is said. */
    public IdentityEventsBuilder futureTolerance(Duration atMost) {
        this.tolerance = atMost;
        return this;
    }

    /** The prefix of Sightline's topics; none if nothing is said. */
    public IdentityEventsBuilder topicPrefix(String prefix) {
        this.topicPrefix = prefix;
        return this;
    }

    /**
     * Makes the reader; Kafka is first spoken to in {@link IdentityEvents#run} or {@link IdentityEvents#poll}.
     *
     * @throws IllegalArgumentException if a setting is missing, or contradicts what the kit promises
     * @throws KafkaException if Kafka's client cannot be made of the settings
     */
    public IdentityEvents handingTo(EventHandler handler) {
        Objects.requireNonNull(marks, "marks");
        return new IdentityEvents(this, Objects.requireNonNull(handler, "handler"));
    }
}
