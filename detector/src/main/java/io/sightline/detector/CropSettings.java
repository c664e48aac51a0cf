package io.sightline.detector;

import io.sightline.core.config.Setting;
import java.time.Duration;

/** Which faces of a track are published as crops. */
public record CropSettings(
        @Setting(byDefault = "2s", doc = "A track that stays in view is published again after this time")
                Duration interval,
        @Setting(byDefault = "200ms", doc = "Crops of one track are at least this far apart") Duration spacing,
        @Setting(byDefault = "3", doc = "So many crops of a track come at the early spacing; 1 for the first alone")
                int early,
        @Setting(byDefault = "400ms", doc = "How far apart the early crops of a track are") Duration earlySpacing,
        @Setting(
                        byDefault = "0.05",
                        doc = "A face is clearly better if its quality is higher by this, and by a quarter")
                float improvement,
        @Setting(byDefault = "0", doc = "Faces of lower quality, 0 to 1, are tracked but not published")
                float minQuality) {

    public CropSettings {
        requirePositive("interval", interval);
        requirePositive("spacing", spacing);
        requirePositive("earlySpacing", earlySpacing);
        if (early < 1) {
            throw new IllegalArgumentException("early is " + early + ", expected 1 or more");
        }
        if (!(improvement > 0 && improvement <= 1)) {
            throw new IllegalArgumentException("improvement is " + improvement + ", expected more than 0, at most 1");
        }
        if (!(minQuality >= 0 && minQuality < 1)) {
            throw new IllegalArgumentException("minQuality is " + minQuality + ", expected 0 to less than 1");
        }
    }

    private static void requirePositive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " is " + value.toMillis() + "ms, expected 1ms or more");
        }
    }
}
