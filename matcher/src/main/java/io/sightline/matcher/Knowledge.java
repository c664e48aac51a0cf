package io.sightline.matcher;

import java.util.HashMap;
import java.util.Map;

/** What a matcher knows of models and people, shared by all its tasks. Each part is thread-safe. */
record Knowledge(
        Models models, Thresholds thresholds, Gallery gallery, Strangers strangers, ClosestPairs closestPairs) {

    /** @param model decides as long as nothing else is said */
    static Knowledge of(ActiveModel model, Gallery gallery) {
        return of(ModelSwitches.only(model), gallery);
    }

    static Knowledge of(ModelSwitches switches, Gallery gallery) {
        Models models = new Models(switches);
        Thresholds thresholds = new Thresholds();
        return new Knowledge(models, thresholds, gallery, new Strangers(), new ClosestPairs(models, thresholds));
    }

    TrackDecider decider(DecisionSettings settings) {
        return decider(settings, gallery);
    }

    /** @param asked this gallery, or what stands before it */
    TrackDecider decider(DecisionSettings settings, NearestPersons asked) {
        return new TrackDecider(models, thresholds, settings, asked, strangers);
    }

    /**
     * Other models are of interest from now on. Nobody hears of a new one before all that is known by it is in memory,
     * and readers of the others do not wait. For the thread that writes the copies in memory.
     */
    void turnTo(Models.View next) {
        Map<String, ActiveModel> before = models.now().ofInterest();
        Map<String, ActiveModel> begins = new HashMap<>(next.ofInterest());
        begins.keySet().removeAll(before.keySet());
        if (!begins.isEmpty()) {
            gallery.load(begins);
            strangers.load(begins);
        }
        models.publish(next);
        for (String modelId : before.keySet()) {
            if (!next.ofInterest().containsKey(modelId)) {
                gallery.drop(modelId);
                strangers.drop(modelId);
                closestPairs.drop(modelId);
            }
        }
    }
}
