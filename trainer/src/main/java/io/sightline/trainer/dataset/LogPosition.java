package io.sightline.trainer.dataset;

import io.sightline.core.config.Setting;

/** How far a partition had been written. */
public record LogPosition(
        @Setting(doc = "The partition's number") int partition, @Setting(doc = "The next offset") long offset) {}
