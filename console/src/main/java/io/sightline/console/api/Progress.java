package io.sightline.console.api;

import java.util.Optional;

/**
 * How far something is.
 *
 * @param of how much there is, about; empty if that is not known
 * @param what is counted, such as templates
 */
public record Progress(long done, Optional<Long> of, String what) {}
