package io.sightline.console.api;

import java.util.Optional;

/**
 * What is to be done with a model.
 *
 * @param modelId may be left out for ROLLBACK: then the one that decided before
 * @param reason why, in the actor's words; 500 characters at most
 * @param force for PROMOTE: though its figures fall short, or there are none; this is recorded
 */
public record ModelChangeForm(
        ModelChangeView.Kind kind, Optional<String> modelId, Optional<String> reason, boolean force) {}
