package io.sightline.operations.identity;

import io.sightline.core.ModelId;
import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.ActiveModel;
import io.sightline.matcher.DecisionSettings;
import io.sightline.matcher.ModelSwitches;
import io.sightline.matcher.Replay;
import io.sightline.matcher.SightingSettings;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Reasons;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TrackRecordKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides an event again, by the matcher's own code, from the log.
 *
 * <p>It is the event's track alone that is replayed: the figures depend on its faces, the gallery, the strangers and the
 * thresholds, and on nothing else.
 */
public final class DecisionReplay {
    /** SIMD and plain arithmetic may differ in the last digits; no decision hangs on them. */
    private static final float SAME = 1e-5f;

    private final IdentityEvent event;
    private final Reasons reasons;
    private final PastGallery gallery;
    private final List<StrangerEntry> strangers;
    private final Optional<ModelSwitches> switches;

    /**
     * @param event with reasons
     * @param strangers as they are now; those that were seen later do not count
     * @param switches which model decided when; empty if only one ever did
     */
    public DecisionReplay(
            IdentityEvent event, PastGallery gallery, List<StrangerEntry> strangers, Optional<ModelSwitches> switches) {
        this.event = event;
        this.reasons = Objects.requireNonNull(event.getReasons(), "reasons");
        this.gallery = gallery;
        this.strangers = strangers.stream()
                .filter(s -> !s.getTrackId().equals(event.getTrackId()))
                .filter(s -> !s.getSeenAt().isAfter(event.getCapturedAt()))
                .toList();
        this.switches = switches;
    }

    /**
     * What came of it.
     *
     * @param again the event as it is decided now; empty if it does not come about
     * @param differences figures that differ, as name, then and now; empty if none does
     */
    public record Result(Optional<IdentityEvent> again, List<Difference> differences) {
        public boolean isSame() {
            return again.isPresent() && differences.isEmpty();
        }
    }

    /** A figure as the event has it and as the replay has it. */
    public record Difference(String figure, String then, String now) {}

    /**
     * Which records of the camera matter.
     *
     * @return whether it is of the event's track, or the camera's clock
     */
    public static boolean concerns(IdentityEvent event, FaceEmbedding record) {
        return event.getCameraId().equals(record.getCameraId())
                && (record.getKind() == TrackRecordKind.CAMERA_TIME
                        || event.getTrackId().equals(record.getTrackId()));
    }

    /**
     * @param records those that {@link #concerns} is true of, in order, from the track's start to the event's expiry
     * @throws IllegalArgumentException if a vector is not the model's
     */
    public Result run(List<FaceEmbedding> records) {
        Optional<IdentityEvent> found = replay(records, true);
        // The gallery may have changed while the track was in view; then it counts from the deciding face on.
        if (found.map(this::differences).filter(List::isEmpty).isEmpty()) {
            Optional<IdentityEvent> late = replay(records, false);
            if (found.isEmpty()
                    || late.map(this::differences).filter(List::isEmpty).isPresent()) {
                found = late;
            }
        }
        return new Result(found, found.map(this::differences).orElse(List.of()));
    }

    private Optional<IdentityEvent> replay(List<FaceEmbedding> records, boolean fromTheStart) {
        Replay replay = new Replay(
                deciding(records),
                ConfigLoader.defaults(DecisionSettings.class),
                ConfigLoader.defaults(SightingSettings.class));
        boolean isLoaded = fromTheStart;
        if (fromTheStart) {
            load(replay);
        }
        for (FaceEmbedding record : records) {
            if (!isLoaded && Objects.equals(record.getFrameId(), event.getFrameId())) {
                load(replay);
                isLoaded = true;
            }
            for (IdentityEvent told : replay.apply(record)) {
                if (isTheOne(told)) {
                    return Optional.of(told);
                }
            }
        }
        return Optional.empty();
    }

    private void load(Replay replay) {
        gallery.forEach(replay::template);
        replay.galleryAsOf(gallery.asOf());
        strangers.forEach(replay::stranger);
    }

    /** The number of an event counts what was told before it, which is not what is explained. */
    private boolean isTheOne(IdentityEvent told) {
        return isOfItsKind(told.getKind())
                && told.getTrackId().equals(event.getTrackId())
                && (told.getKind() == EventKind.LEFT || Objects.equals(told.getFrameId(), event.getFrameId()));
    }

    /** A track that joined a sighting has said so by an UPDATED; alone, as it is here, it begins one. */
    private boolean isOfItsKind(EventKind kind) {
        boolean mayHaveJoined = event.getKind() == EventKind.UPDATED && event.getPersonId() != null;
        return kind == event.getKind() || (mayHaveJoined && kind == EventKind.IDENTIFIED);
    }

    /** A track that outlived its model was decided by two in turn. */
    private ModelSwitches deciding(List<FaceEmbedding> records) {
        ActiveModel model = model(records);
        return switches.filter(s -> s.names(model.id()))
                .map(s -> s.with(model))
                .orElseGet(() -> ModelSwitches.only(model));
    }

    private ActiveModel model(List<FaceEmbedding> records) {
        int dimension = records.stream()
                .filter(r -> reasons.getModelId().equals(r.getModelId()) && r.getVector() != null)
                .map(r -> r.getVector().remaining() / Float.BYTES)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No face of model " + reasons.getModelId()));
        return new ActiveModel(
                ModelId.parse(reasons.getModelId()),
                dimension,
                exact(reasons.getThreshold()),
                exact(reasons.getRequiredMargin()));
    }

    /** The decimal that was meant: 0.85f is 0.850000024 as a double. */
    private static double exact(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    private List<Difference> differences(IdentityEvent told) {
        List<Difference> differences = new ArrayList<>();
        Reasons now = told.getReasons();
        compare("person", event.getPersonId(), told.getPersonId(), differences);
        compare("unknown's key", event.getAnonymousId(), told.getAnonymousId(), differences);
        if (now == null) {
            differences.add(new Difference("reasons", "given", "none"));
            return differences;
        }
        compare("distance", reasons.getDistance(), now.getDistance(), differences);
        compare("nearest person", reasons.getNearestPersonId(), now.getNearestPersonId(), differences);
        compare("template", reasons.getTemplateId(), now.getTemplateId(), differences);
        compare("threshold", reasons.getThreshold(), now.getThreshold(), differences);
        compare("runner-up", reasons.getRunnerUpPersonId(), now.getRunnerUpPersonId(), differences);
        compare("runner-up's distance", reasons.getRunnerUpDistance(), now.getRunnerUpDistance(), differences);
        compare("required margin", reasons.getRequiredMargin(), now.getRequiredMargin(), differences);
        compare("distance to the unknown", reasons.getStrangerDistance(), now.getStrangerDistance(), differences);
        compare("faces", reasons.getEvidence(), now.getEvidence(), differences);
        compare("quality", reasons.getQuality(), now.getQuality(), differences);
        return differences;
    }

    private static void compare(String figure, Float then, Float now, List<Difference> differences) {
        boolean same = Objects.equals(then, now) || (then != null && now != null && Math.abs(then - now) <= SAME);
        if (!same) {
            differences.add(new Difference(figure, decimal(then), decimal(now)));
        }
    }

    private static void compare(String figure, Object then, Object now, List<Difference> differences) {
        if (!Objects.equals(then, now)) {
            differences.add(new Difference(
                    figure,
                    Objects.requireNonNullElse(then, "none").toString(),
                    Objects.requireNonNullElse(now, "none").toString()));
        }
    }

    private static String decimal(Float value) {
        return value == null ? "none" : String.format(Locale.ROOT, "%.6f", value);
    }
}
