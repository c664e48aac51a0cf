package io.sightline.console.models;

import io.sightline.console.api.ModelChangeForm;
import io.sightline.console.api.ModelChangeView.Kind;
import io.sightline.console.http.Problem;
import io.sightline.console.kafka.Stores;
import io.sightline.core.UserError;
import io.sightline.core.service.Connection;
import io.sightline.operations.rollout.Dialogue;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.Objections;
import io.sightline.operations.rollout.Promotion;
import io.sightline.operations.rollout.RollOut;
import io.sightline.operations.rollout.Word;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelState;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The steps of a model's life, as the page asks for them. Thread-safe. */
final class RollOuts {
    private final Connection connection;
    private final Stores stores;
    private final Bundles bundles;
    private final Optional<String> startedWith;
    private final InstantSource clock;

    RollOuts(Connection connection, Stores stores, Bundles bundles, Optional<String> startedWith, InstantSource clock) {
        this.connection = connection;
        this.stores = stores;
        this.bundles = bundles;
        this.startedWith = startedWith;
        this.clock = clock;
    }

    /**
     * A change that can be begun.
     *
     * @param model what is known of the model that is changed
     * @param active the one that decides; empty where that does not matter
     * @param former what is known of it, where it is to decide no more
     */
    record Prepared(
            Kind kind,
            EmbeddingSpace model,
            Optional<String> active,
            Optional<EmbeddingSpace> former,
            String actor,
            String reason,
            boolean force) {
        String modelId() {
            return model.getModelId();
        }
    }

    /**
     * Looks whether it can be done.
     *
     * @throws UserError if the form makes no sense
     * @throws Problem if it can be told at once that it is impossible
     */
    Prepared prepare(ModelChangeForm form, String actor) {
        String reason = word(actor, form.reason().orElse("")).reason();
        ModelRegister register = stores.with(topics -> new ModelTopic(topics, startedWith).read());
        ModelCatalog catalog = bundles.catalog(register);
        try {
            String id = modelId(form, register);
            if (!catalog.ids().contains(id)) {
                throw Problem.impossible("There is no model " + id);
            }
            requirePossible(form, id, register);
            Optional<String> active = needsActive(form.kind()) ? Optional.of(active(register)) : Optional.empty();
            Optional<EmbeddingSpace> former =
                    active.filter(a -> form.kind() != Kind.SHADOW).map(catalog::space);
            return new Prepared(form.kind(), catalog.space(id), active, former, actor, reason, form.force());
        } catch (UserError e) {
            throw Problem.impossible(e.getMessage());
        }
    }

    private static String modelId(ModelChangeForm form, ModelRegister register) {
        return form.modelId().map(String::strip).filter(id -> !id.isEmpty()).orElseGet(() -> {
            if (form.kind() != Kind.ROLLBACK) {
                throw new UserError("modelId is missing; expected the id of the model that is meant");
            }
            return register.backTo();
        });
    }

    private static boolean needsActive(Kind kind) {
        return kind == Kind.SHADOW || kind == Kind.PROMOTE || kind == Kind.ROLLBACK;
    }

    private static String active(ModelRegister register) {
        return register.active()
                .orElseThrow(() -> new UserError("Nobody says which model decides: topic models names none, nor does"
                        + " startedWith in the console's settings"));
    }

    private static void requirePossible(ModelChangeForm form, String id, ModelRegister register) {
        ModelState state = register.state(id);
        switch (form.kind()) {
            case SHADOW -> requireNotActive(id, register);
            case RETIRE -> {
                requireNotActive(id, register);
                require(state != ModelState.RETIRED, id + " is RETIRED already");
            }
            case STOP_SHADOW -> require(state == ModelState.SHADOW, id + " is not in the shadow; it is " + state);
            case PROMOTE -> {
                List<String> objections = register.isActive(id) // then only its last step is done again
                        ? List.of()
                        : Objections.to(id, active(register), register);
                require(
                        objections.isEmpty() || (form.force() && state == ModelState.SHADOW),
                        String.join(". ", objections));
            }
            case ROLLBACK -> {
                requireNotActive(id, register);
                require(
                        register.hasDecided(id),
                        id + " never decided here, so nothing goes back to it; put it in the shadow, then promote it");
            }
        }
    }

    private static void requireNotActive(String id, ModelRegister register) {
        require(!register.isActive(id), id + " is the model that decides");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw Problem.impossible(otherwise);
        }
    }

    private Word word(String actor, String reason) {
        return new Word(actor, clock.instant().truncatedTo(ChronoUnit.MILLIS), reason);
    }

    /** Does it, with a store of its own: it may take long. @return what came of it */
    String run(Prepared change, Dialogue dialogue) {
        try (TopicStore topics = TopicStore.open(connection)) {
            var models = new ModelTopic(topics, startedWith);
            var rollOut = new RollOut(topics, models);
            EmbeddingSpace model = change.model();
            Word word = word(change.actor(), change.reason());
            return switch (change.kind()) {
                case SHADOW -> shadow(change, rollOut, word, dialogue);
                case STOP_SHADOW -> {
                    rollOut.stopShadow(model, word);
                    yield change.modelId() + " is a candidate again: faces are embedded with it no more.";
                }
                case RETIRE -> {
                    rollOut.retire(model, word);
                    yield change.modelId() + " is retired: faces are embedded with it no more. Its bundle and its"
                            + " templates stay.";
                }
                case PROMOTE -> promote(change, new Promotion(topics, models, clock, dialogue), models.read());
                case ROLLBACK ->
                    words(new Promotion(topics, models, clock, dialogue)
                            .rollback(change.former().orElseThrow(), request(change)));
            };
        }
    }

    private static String shadow(Prepared change, RollOut rollOut, Word word, Dialogue dialogue) {
        rollOut.shadow(change.model(), word);
        dialogue.say(change.modelId() + " is in the shadow: it embeds what cameras see, and decides nothing.");
        rollOut.introduce(change.active().orElseThrow(), change.modelId(), dialogue);
        return change.modelId() + " is in the shadow. Let it run for as long as what cameras see takes to be typical,"
                + " then compare.";
    }

    private static String promote(Prepared change, Promotion promotion, ModelRegister register) {
        if (register.isActive(change.modelId())) {
            int copied = promotion.complete(change.modelId()).orElse(0);
            return change.modelId() + " decided already. "
                    + (copied == 0 ? "It lacked nothing." : copied + " templates were copied that it lacked.");
        }
        return words(promotion.promote(change.former().orElseThrow(), request(change)));
    }

    private static Promotion.Request request(Prepared change) {
        return new Promotion.Request(change.model(), change.actor(), change.reason(), change.force(), false);
    }

    private static String words(Promotion.Outcome outcome) {
        return outcome.to() + " decides from " + outcome.activeFrom() + " on, instead of " + outcome.from() + "."
                + (outcome.lost() == 0 ? "" : " It lacks " + outcome.lost() + " templates that cannot be copied.");
    }
}
