package io.sightline.matcher;

/** What a matcher knows of people, shared by all its tasks. Each part is thread-safe. */
record Knowledge(
        ActiveModel model, Thresholds thresholds, Gallery gallery, Strangers strangers, ClosestPairs closestPairs) {

    static Knowledge of(ActiveModel model, Gallery gallery) {
        Thresholds thresholds = new Thresholds(model);
        return new Knowledge(
                model, thresholds, gallery, new Strangers(model.dimension()), new ClosestPairs(thresholds));
    }

    TrackDecider decider(DecisionSettings settings) {
        return decider(settings, gallery);
    }

    /** @param asked this gallery, or what stands before it */
    TrackDecider decider(DecisionSettings settings, NearestPersons asked) {
        return new TrackDecider(model, thresholds, settings, asked, strangers);
    }
}
