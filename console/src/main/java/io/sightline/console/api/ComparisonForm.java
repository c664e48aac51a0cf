package io.sightline.console.api;

import java.util.Optional;

/**
 * What is to be compared.
 *
 * @param candidate id of a model in the shadow
 * @param hours back from now, 1 to 720; 24 if it is left out
 */
public record ComparisonForm(String candidate, Optional<Integer> hours) {}
