package io.sightline.console.api;

import java.util.List;
import java.util.Optional;

/**
 * The models that are known here.
 *
 * @param activeModelId the one that decides; empty if nobody says which
 * @param models the active one first, then by state and name
 * @param broken bundles that cannot be used
 * @param change that runs, or was the last since the console's start; empty if there was none
 */
public record ModelsView(
        Optional<String> activeModelId, List<ModelView> models, List<Broken> broken, Optional<ModelChangeView> change) {

    /**
     * A folder that looks like a bundle and cannot be used.
     *
     * @param folder its last name only
     */
    public record Broken(String folder, String why) {}
}
