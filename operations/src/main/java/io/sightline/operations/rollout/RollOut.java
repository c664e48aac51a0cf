package io.sightline.operations.rollout;

import io.sightline.core.UserError;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelState;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.PromotionGate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The steps of a model's life before and after it decides. One thread. */
public final class RollOut {
    private static final Duration LOADING = Duration.ofSeconds(60);

    private final TopicStore topics;
    private final ModelTopic models;

    public RollOut(TopicStore topics, ModelTopic models) {
        this.topics = topics;
        this.models = models;
    }

    /**
     * A model's bundle is in the store: it is a candidate, unless it is more than that.
     *
     * @param metrics what was measured when it was made
     * @return what it was before
     */
    public ModelState add(EmbeddingSpace space, Map<String, Double> metrics, Word word) {
        var before = new AtomicReference<ModelState>();
        models.change(register -> {
            before.set(register.state(space.getModelId()));
            return before.get() == ModelState.UNSPECIFIED
                    ? ModelChange.candidate(register, space, metrics, word)
                    : Map.of();
        });
        return before.get();
    }

    /** It embeds what cameras see from now on. @throws UserError if it decides */
    public void shadow(EmbeddingSpace space, Word word) {
        change(space, ModelState.SHADOW, word, ModelState.values());
    }

    /** It embeds no more, and may again. @throws UserError if it is not in the shadow */
    public void stopShadow(EmbeddingSpace space, Word word) {
        change(space, ModelState.CANDIDATE, word, ModelState.SHADOW, ModelState.CANDIDATE);
    }

    /** @throws UserError if it decides */
    public void retire(EmbeddingSpace space, Word word) {
        change(space, ModelState.RETIRED, word, ModelState.values());
    }

    /** Keeps what was measured of a model on a set of pictures. */
    public void keep(String set, EmbeddingSpace space, Assessment measured, Word word) {
        models.change(register -> ModelChange.metrics(register, space, figures(set, measured), word));
    }

    /**
     * The same, and how it did beside another on the same pairs, as far as that can be told.
     */
    public void keep(
            String set,
            EmbeddingSpace space,
            Assessment measured,
            String other,
            PromotionGate.Verdict verdict,
            Word word) {
        Map<String, Double> figures = figures(set, measured);
        MeasuredAgainst.of(set, other, verdict).ifPresent(m -> figures.putAll(m.figures()));
        models.change(register -> ModelChange.metrics(register, space, figures, word));
    }

    private static Map<String, Double> figures(String set, Assessment measured) {
        Map<String, Double> figures = new HashMap<>();
        measured.figures().forEach((name, value) -> figures.put(set + "." + name, value));
        measured.curve().forEach((name, value) -> figures.put(set + "." + name, value));
        return figures;
    }

    private void change(EmbeddingSpace space, ModelState to, Word word, ModelState... from) {
        String id = space.getModelId();
        models.change(register -> {
            ModelState state = register.state(id);
            if (state == ModelState.ACTIVE) {
                throw new UserError(id + " decides. Let another one first: promote it, or roll back");
            }
            if (!List.of(from).contains(state)) {
                throw new UserError(id + " is " + Promotion.nameOf(state) + ", expected "
                        + Arrays.stream(from).map(Enum::name).collect(Collectors.joining(" or ")));
            }
            return state == to ? Map.of() : ModelChange.state(register, space, to, word, false);
        });
    }

    /**
     * Makes a model in the shadow know everybody whom the active one knows, and says who it cannot.
     *
     * @throws io.sightline.operations.topics.Unavailable if it embeds nothing in time
     */
    public void introduce(String active, String id, Dialogue dialogue) {
        List<String> live = new LiveCameras(topics, InstantSource.system()).awaitEmbeddedWith(id, LOADING);
        if (!live.isEmpty()) {
            dialogue.say("Embedded with it: " + String.join(", ", live));
        }
        try (GalleryNow gallery = GalleryNow.open(topics)) {
            ModelRegister register = models.read();
            register.requireActive(active);
            var copy = new GalleryCopy(topics, active, id);
            copy.removeOrphans(gallery, register.hasDecided(id));
            GalleryCopy.Outcome copied = copy.run(gallery, dialogue.copying());
            dialogue.say("It knows " + copied.complete() + " of " + copied.wanted() + " templates of " + active
                    + (copied.copied() == 0 ? "" : ", " + copied.copied() + " of them since now"));
            if (!copied.lost().isEmpty()) {
                LostPeople.of(copied.lost(), gallery.templatesByPerson(active))
                        .lines(gallery::nameOf)
                        .forEach(dialogue::say);
            }
        }
    }
}
