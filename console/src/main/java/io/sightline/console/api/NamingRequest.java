package io.sightline.console.api;

import java.util.List;
import java.util.Optional;

/**
 * Names strangers: they are one person.
 *
 * @param personId somebody who is enrolled; or else
 * @param name of somebody new
 */
public record NamingRequest(List<String> anonymousIds, Optional<String> personId, Optional<String> name) {}
