package io.sightline.operations.topics;

import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds an event by its id. The id begins with the camera and the time at which its ingest began, so only the camera's
 * partition is read, and only from that time on; and only records in which the track's id stands are decoded.
 *
 * <p>It reads to the end of the partition, because what corrects the event stands there.
 */
public final class EventLog {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A camera's first picture is taken a moment before its run is given its epoch; and clocks are set back. */
    private static final Duration SLACK = Duration.ofHours(1);

    private final TopicStore topics;

    public EventLog(TopicStore topics) {
        this.topics = topics;
    }

    /** @throws Unavailable if the log cannot be read */
    public EventTrail find(EventId id) {
        List<IdentityEvent> found = new ArrayList<>();
        new PartitionReader<>(topics, Topics.IDENTITY_EVENTS)
                .read(
                        id.cameraId(),
                        id.epoch().minus(SLACK),
                        LIMIT,
                        PartitionReader.mentioning(id.trackId()),
                        entry -> {
                            found.add(entry.value());
                            return true;
                        });
        return trail(id, found);
    }

    /** @param related events in log order, all of the track among them */
    static EventTrail trail(EventId id, List<IdentityEvent> related) {
        Optional<IdentityEvent> event =
                related.stream().filter(e -> e.getEventId().equals(id.text())).findFirst();
        List<IdentityEvent> corrections = related.stream()
                .filter(e -> EventTrail.isCorrection(e) && id.text().equals(e.getCorrects()))
                .toList();
        List<IdentityEvent> siblings = related.stream()
                .filter(e ->
                        e.getTrackId().equals(id.trackId()) && !e.getEventId().equals(id.text()))
                .toList();
        return new EventTrail(id, event, corrections, siblings);
    }
}
