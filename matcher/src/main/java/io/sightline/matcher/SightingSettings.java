package io.sightline.matcher;

import io.sightline.core.config.Setting;
import java.time.Duration;

/** When a sighting begins and ends. All times are the camera's, as records tell it. */
public record SightingSettings(
        @Setting(byDefault = "10s", doc = "A person who is seen again within this time has not left") Duration gap,
        @Setting(
                        byDefault = "30s",
                        doc = "A track without a face for so long has ended, even if nobody said so; longer than the"
                                + " detector keeps a track in a still scene")
                Duration trackTimeout,
        @Setting(byDefault = "10s", doc = "Nobody may act on an event that is older") Duration eventValidity,
        @Setting(
                        byDefault = "30d",
                        doc = "A stranger who was not seen for so long is forgotten; what is kept of them is a vector")
                Duration strangersKept,
        @Setting(byDefault = "30d", doc = "An event can be corrected for so long") Duration eventsKept,
        @Setting(byDefault = "30s", doc = "A camera's clock that moves by more between two records has jumped")
                Duration clockJump) {

    public SightingSettings {
        if (gap.isNegative()) {
            throw new IllegalArgumentException("gap is " + gap.toMillis() + "ms, expected 0ms or more");
        }
        requirePositive("trackTimeout", trackTimeout);
        requirePositive("eventValidity", eventValidity);
        requirePositive("strangersKept", strangersKept);
        requirePositive("eventsKept", eventsKept);
        requirePositive("clockJump", clockJump);
    }

    private static void requirePositive(String key, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(key + " is " + value.toMillis() + "ms, expected 1ms or more");
        }
    }
}
