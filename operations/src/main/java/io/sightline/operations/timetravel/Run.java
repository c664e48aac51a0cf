package io.sightline.operations.timetravel;

import io.sightline.core.ModelId;
import io.sightline.matcher.ActiveModel;
import io.sightline.matcher.Replay;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The matcher's own decisions on the log under some rules, and whom they name. Not thread-safe. */
final class Run {
    private final Replay replay;
    private final List<Identification> named = new ArrayList<>();
    /** By sighting, which of them still go on. */
    private final Map<String, List<Integer>> open = new HashMap<>();

    private Run(Replay replay) {
        this.replay = replay;
    }

    /** Under the first rules: with the gallery in memory. */
    static Run first(ModelRule model, Rules rules, List<Entry<GalleryEntry>> gallery) {
        var replay = new Replay(active(model, rules), rules.decisions(), rules.sightings());
        replay.calibrate(rules.threshold(), rules.margin(), rules.cameras());
        gallery.forEach(e -> replay.template(e.value(), e.offset()));
        return new Run(replay);
    }

    /** Under other thresholds and the same settings, for the same thread, with the gallery of this one. */
    Run beside(ModelRule model, Rules rules) {
        var other = new Replay(replay, active(model, rules));
        other.calibrate(rules.threshold(), rules.margin(), rules.cameras());
        return new Run(other);
    }

    /** Under the same rules, for other cameras and another thread, with the gallery of this one. */
    Run apart() {
        return new Run(replay.apart());
    }

    private static ActiveModel active(ModelRule model, Rules rules) {
        return new ActiveModel(ModelId.parse(model.modelId()), model.dimension(), rules.threshold(), rules.margin());
    }

    /** @param record from a camera, whole */
    void take(FaceEmbedding record) {
        replay.apply(record).forEach(this::note);
    }

    private void note(IdentityEvent event) {
        switch (event.getKind()) {
            case IDENTIFIED -> begin(event);
            case LEFT -> end(event);
            case APPEARED, UPDATED, CORRECTED, RETRACTED, UNSPECIFIED -> {} // they name nobody anew
        }
    }

    private void begin(IdentityEvent event) {
        open.computeIfAbsent(sightingOf(event), id -> new ArrayList<>()).add(named.size());
        named.add(new Identification(
                event.getCameraId(),
                event.getTrackId(),
                sightingOf(event),
                event.getPersonId(),
                event.getCapturedAt(),
                event.getFirstSeenAt(),
                Instant.MAX,
                event.getReasons() == null ? null : event.getReasons().getDistance()));
    }

    private void end(IdentityEvent event) {
        List<Integer> ending = open.remove(sightingOf(event));
        if (ending != null) {
            ending.forEach(i -> named.set(i, named.get(i).until(event.getCapturedAt())));
        }
    }

    private static String sightingOf(IdentityEvent event) {
        return event.getSightingId() == null ? event.getTrackId() : event.getSightingId();
    }

    /** Whom the log names so far, in the order of decisions. */
    List<Identification> named() {
        return List.copyOf(named);
    }
}
