package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TemplateKind;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The matcher's decisions without Kafka: the same records, gallery, strangers and settings give the same events. It is
 * how a decision is explained, and how it is found out what another threshold would have done. Not thread-safe.
 *
 * <p>Where the log holds embeddings by several models, each track is decided by the model that decided it then; or one
 * model decides all, and what others made is passed over.
 *
 * <p>Strangers whom it meets are known to it from then on, as they are to the matcher.
 */
public final class Replay {
    private final Knowledge knowledge;
    private final LastAnswer lastAnswer;
    private final TrackDecider decider;
    private final DecisionSettings decisionSettings;
    private final SightingSettings sightingSettings;
    private final Map<String, CameraSightings> cameras = new HashMap<>();

    /** @param model decides always, by its threshold and margin on every camera */
    public Replay(ActiveModel model, DecisionSettings decisionSettings, SightingSettings sightingSettings) {
        this(ModelSwitches.only(model), decisionSettings, sightingSettings);
    }

    /** @param switches which model decides when, by its threshold and margin on every camera */
    public Replay(ModelSwitches switches, DecisionSettings decisionSettings, SightingSettings sightingSettings) {
        this(Knowledge.of(switches, new Gallery()), decisionSettings, sightingSettings);
    }

    /**
     * One that decides always by the same model, but by another threshold or margin, on the thread of another replay and with the very same gallery:
     * a template given to one is known to both, and what both ask in turn is looked up once. It shares nothing else, so
     * it meets strangers of its own.
     *
     * @throws IllegalArgumentException if the model is another
     */
    public Replay(Replay beside, ActiveModel model) {
        this(
                Knowledge.of(sameModel(beside, model), beside.knowledge.gallery()),
                beside.lastAnswer,
                beside.decisionSettings,
                beside.sightingSettings);
    }

    private Replay(Knowledge knowledge, DecisionSettings decisionSettings, SightingSettings sightingSettings) {
        this(knowledge, new LastAnswer(knowledge.gallery()), decisionSettings, sightingSettings);
    }

    private Replay(
            Knowledge knowledge,
            LastAnswer lastAnswer,
            DecisionSettings decisionSettings,
            SightingSettings sightingSettings) {
        this.knowledge = knowledge;
        this.lastAnswer = lastAnswer;
        this.decider = knowledge.decider(decisionSettings, lastAnswer);
        this.decisionSettings = decisionSettings;
        this.sightingSettings = sightingSettings;
    }

    private static ActiveModel sameModel(Replay beside, ActiveModel model) {
        ActiveModel latest = beside.knowledge.models().switches().latest();
        if (!latest.isSameAs(model)) {
            throw new IllegalArgumentException("The gallery is one of " + latest.id() + ", not of " + model.id());
        }
        return model;
    }

    /**
     * One for another thread and other cameras, with the same gallery and the thresholds as they are. It has seen
     * nothing yet, and meets strangers of its own.
     */
    public Replay apart() {
        Knowledge k = knowledge;
        Knowledge apart = new Knowledge(
                k.models(), k.thresholds(), k.gallery(), new Strangers(), new ClosestPairs(k.models(), k.thresholds()));
        return new Replay(apart, decisionSettings, sightingSettings);
    }

    /** Gives the latest model another threshold, and cameras one of their own, as a calibration may. */
    public void calibrate(double threshold, double margin, Map<String, Double> cameraThresholds) {
        String latest = knowledge.models().switches().latest().id().toString();
        knowledge.thresholds().calibrate(latest, threshold, margin, cameraThresholds);
    }

    /**
     * Takes in an entry of topic gallery; one of another model says nothing here.
     *
     * @throws IllegalArgumentException if its vector is not the model's
     */
    public void template(GalleryEntry entry, long offset) {
        Optional<ActiveModel> model = knowledge.models().named(entry.getModelId());
        if (model.isEmpty()) {
            knowledge.gallery().advanceTo(offset);
            return;
        }
        String key = new GalleryKey(entry.getPersonId(), entry.getTemplateId(), entry.getModelId()).toString();
        Embedding vector = vector(model.get(), entry.getVector());
        if (entry.getKind() == TemplateKind.NOT) {
            knowledge.gallery().putRefusal(key, entry.getPersonId(), vector, offset);
        } else {
            knowledge.gallery().put(key, entry.getPersonId(), vector, offset);
        }
    }

    /** Says that the gallery is as of this offset, though no template came from there. */
    public void galleryAsOf(long offset) {
        knowledge.gallery().advanceTo(offset);
    }

    /**
     * Takes in an entry of topic strangers; one of another model says nothing here.
     *
     * @throws IllegalArgumentException if its vector is not the model's
     */
    public void stranger(StrangerEntry entry) {
        knowledge.models().named(entry.getModelId()).ifPresent(model -> knowledge
                .strangers()
                .put(
                        new GalleryKey(entry.getAnonymousId(), entry.getTrackId(), entry.getModelId()).toString(),
                        entry.getAnonymousId(),
                        vector(model, entry.getVector()),
                        entry.getKnownSince().toEpochMilli(),
                        entry.getSeenAt().toEpochMilli()));
    }

    /**
     * Takes in a record of topic embeddings, in the order of its partition. What is not LIVE, or of another model, is
     * passed over.
     *
     * @return the events that the matcher would tell
     */
    public List<IdentityEvent> apply(FaceEmbedding record) {
        boolean isWholeFace = record.getFace() != null
                && record.getVector() != null
                && knowledge.models().named(record.getModelId()).isPresent();
        boolean isUsable = record.getCameraId() != null && (record.getKind() != TrackRecordKind.FACE || isWholeFace);
        if (!isUsable) {
            return List.of();
        }
        Outcome outcome =
                cameras.computeIfAbsent(record.getCameraId(), this::camera).apply(record);
        for (Outcome.Introduction seen : outcome.introductions()) {
            knowledge
                    .strangers()
                    .put(
                            strangerKey(seen.stranger(), seen.trackId(), seen.model()),
                            seen.stranger().key(),
                            seen.likeness(),
                            seen.knownSince(),
                            seen.seenAt());
        }
        for (Outcome.Withdrawal w : outcome.withdrawals()) {
            knowledge.models().now().ofInterest().values().forEach(model -> knowledge
                    .strangers()
                    .remove(strangerKey(w.stranger(), w.trackId(), model)));
        }
        return outcome.events();
    }

    private static String strangerKey(Identity stranger, String trackId, ActiveModel model) {
        return new GalleryKey(stranger.key(), trackId, model.id().toString()).toString();
    }

    private CameraSightings camera(String cameraId) {
        return new CameraSightings(cameraId, null, decider, sightingSettings, UnaryOperator.identity());
    }

    private static Embedding vector(ActiveModel model, ByteBuffer bytes) {
        try {
            return model.vector(bytes);
        } catch (UnusableRecord e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
