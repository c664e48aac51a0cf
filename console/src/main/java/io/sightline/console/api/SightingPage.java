package io.sightline.console.api;

import java.util.List;
import java.util.Optional;

/**
 * Sightings, the latest first.
 *
 * @param next goes into {@code before} to get those before; empty if there are none
 * @param isComplete false if the search ended at its limit: there may be more before {@code next}
 */
public record SightingPage(List<SightingView> sightings, Optional<String> next, boolean isComplete) {}
