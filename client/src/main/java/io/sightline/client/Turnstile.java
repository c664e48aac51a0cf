package io.sightline.client;

import io.sightline.client.Refusal.Reason;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lets each event through at most once, in its camera's order, and only while it is fresh. Knows no Kafka; one thread.
 *
 * <p>The mark is durable before the handler is called. What is refused moves the mark too, but that is written with the
 * next step: at worst it is refused again.
 */
final class Turnstile {
    private final Marks marks;
    private final Freshness freshness;
    private final Predicate<String> cameras;
    private final Reports reports;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final Set<String> followed = new HashSet<>();
    private boolean fromLast;

    /** @param cameras which cameras' events are wanted; others leave no trace */
    Turnstile(Marks marks, Freshness freshness, Predicate<String> cameras, Reports reports) {
        this.marks = marks;
        this.freshness = freshness;
        this.cameras = cameras;
        this.reports = reports;
    }

    /**
     * Begins at these positions; what was not settled is void.
     *
     * @param whereItEnded whether nothing was skipped since the marks; else a camera's first event shows no gap
     */
    void begin(Map<Integer, Long> at, boolean whereItEnded) throws IOException {
        positions.clear();
        sequences.clear();
        followed.clear();
        fromLast = whereItEnded;
        positions.putAll(at);
        settle();
    }

    /**
     * Hands the event over, or refuses it.
     *
     * @throws IOException if the marks could not be written: nothing happened, offer it again
     */
    void offer(int partition, long offset, IdentityEvent event) throws IOException {
        Optional<String> flaw = flaw(event);
        if (flaw.isPresent()) {
            refuse(Reason.BAD_RECORD, Optional.of(event), partition, offset, flaw.get());
            return;
        }
        if (!cameras.test(event.getCameraId())) {
            positions.put(partition, offset + 1);
            return;
        }
        long mark = sequence(event.getCameraId());
        if (event.getSequence() <= mark) {
            followed.add(event.getCameraId());
            String message = "Sequence " + event.getSequence() + " of the camera, which is at " + mark;
            refuse(Reason.ALREADY_DECIDED, Optional.of(event), partition, offset, message);
            return;
        }
        Optional<Reason> refusal = freshness.refusal(event);
        if (refusal.isEmpty()) {
            positions.put(partition, offset + 1);
            sequences.put(event.getCameraId(), event.getSequence());
            try {
                settle();
            } catch (IOException e) {
                positions.put(partition, offset);
                sequences.put(event.getCameraId(), mark);
                throw e;
            }
        } else {
            sequences.put(event.getCameraId(), event.getSequence());
        }
        reportGap(event, mark);
        // Again: writing the marks may have taken long.
        refusal = refusal.or(() -> freshness.refusal(event));
        if (refusal.isPresent()) {
            refuse(refusal.get(), Optional.of(event), partition, offset, times(event));
        } else {
            reports.handOver(event);
        }
    }

    /** Passes a record that could not be read. */
    void refuseUnreadable(int partition, long offset, String message) {
        refuse(Reason.BAD_RECORD, Optional.empty(), partition, offset, message);
    }

    /** Reading goes on elsewhere in the partition. */
    void moved(int partition, long offset) {
        positions.put(partition, offset);
    }

    /** Writes what is not written yet. */
    void settle() throws IOException {
        Progress progress = new Progress(positions, sequences);
        if (!progress.isEmpty()) {
            marks.advance(progress);
            positions.clear();
            sequences.clear();
        }
    }

    private void refuse(Reason reason, Optional<IdentityEvent> event, int partition, long offset, String message) {
        positions.put(partition, offset + 1);
        reports.refused(new Refusal(reason, event, partition, offset, message));
    }

    private void reportGap(IdentityEvent event, long mark) {
        boolean nothingSkipped = fromLast || followed.contains(event.getCameraId());
        followed.add(event.getCameraId());
        if (mark > 0 && nothingSkipped && event.getSequence() > mark + 1) {
            reports.gap(new Gap(event.getCameraId(), mark + 1, event.getSequence()));
        }
    }

    private long sequence(String cameraId) {
        return Math.max(sequences.getOrDefault(cameraId, 0L), marks.sequence(cameraId));
    }

    private String times(IdentityEvent event) {
        return "Captured at " + event.getCapturedAt() + ", to be acted on until " + event.getExpiresAt() + ", now "
                + freshness.clock().instant();
    }

    private static Optional<String> flaw(IdentityEvent event) {
        if (event.getCameraId().isBlank() || event.getEventId().isBlank()) {
            return Optional.of("An event without an eventId or a cameraId");
        }
        if (event.getSequence() < 1) {
            return Optional.of("Sequence " + event.getSequence() + ", expected 1 or more");
        }
        return Optional.empty();
    }
}
