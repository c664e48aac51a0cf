package io.sightline.trainer.archive;

import io.sightline.core.config.Setting;

/** Of which faces it is sure enough whose they are. */
public record ArchiverSettings(
        @Setting(
                        byDefault = "0.8",
                        doc = "A match is archived up to this share of the distance at which it is accepted, 0 to 1;"
                                + " 0 archives none")
                double distance,
        @Setting(byDefault = "1.5", doc = "And if the next person is so many times the required margin farther")
                double margin,
        @Setting(byDefault = "0.3", doc = "And if the face's quality is this or better, 0 to 1") double quality) {

    public ArchiverSettings {
        requireShare("distance", distance);
        requireShare("quality", quality);
        if (!(margin >= 1 && margin <= 100)) {
            throw new IllegalArgumentException("margin is " + margin + ", expected 1 to 100");
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0 to 1");
        }
    }
}
