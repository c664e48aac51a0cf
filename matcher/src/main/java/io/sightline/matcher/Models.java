package io.sightline.matcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The models that are of interest: those that decide, or did when open tracks began, those that a switch is about to
 * make decide, and those that embed beside them. Of each the matcher keeps in memory what it knows of people.
 *
 * <p>No clock has a say in that: the former model stays until the next switch, so a matcher that lags behind, or a switch
 * back, finds it complete. Thread-safe: one writer, any number of readers.
 */
final class Models {
    private final ModelSwitches beginning;
    private volatile View view;

    /**
     * As of a moment.
     *
     * @param switches of the models of interest
     * @param ofInterest by id
     */
    record View(ModelSwitches switches, Map<String, ActiveModel> ofInterest) {

        /**
         * @param all switches so far
         * @param shadows those that embed and do not decide, by id
         */
        static View of(ModelSwitches all, Map<String, ActiveModel> shadows) {
            ModelSwitches recent = all.recent();
            Map<String, ActiveModel> models = new LinkedHashMap<>(shadows);
            models.putAll(recent.models());
            return new View(recent, Map.copyOf(models));
        }
    }

    /** @param beginning what holds as long as nothing else is said */
    Models(ModelSwitches beginning) {
        this.beginning = beginning;
        this.view = new View(beginning, beginning.models());
    }

    ModelSwitches beginning() {
        return beginning;
    }

    View now() {
        return view;
    }

    ModelSwitches switches() {
        return view.switches;
    }

    /** The model of that id, which may be null; empty if it is not of interest. */
    Optional<ActiveModel> named(String modelId) {
        return Optional.ofNullable(modelId).map(view.ofInterest::get);
    }

    /** What is known of people by each of its models has to be in memory before. */
    void publish(View next) {
        view = next;
    }
}
