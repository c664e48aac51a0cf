package io.sightline.console.api;

import java.time.Instant;

/** A local user. */
public record UserView(String name, Role role, Instant createdAt) {}
