package io.sightline.operations.identity;

import java.time.Instant;

/**
 * Who says something, when, and under which id.
 *
 * @param labelId the same again changes nothing
 */
public record Saying(String labelId, String actor, Instant saidAt) {}
