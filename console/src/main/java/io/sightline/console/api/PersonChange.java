package io.sightline.console.api;

import java.util.Optional;

/** What becomes of a person's record; what is empty stays. */
public record PersonChange(Optional<String> name, Optional<String> consent) {}
