package io.sightline.console.api;

import java.time.Instant;

/** What was forgotten: to be handed to the person. */
public record Receipt(ForgetPreview gone, Instant at, String actor) {}
