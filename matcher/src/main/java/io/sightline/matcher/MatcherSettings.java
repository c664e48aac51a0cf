package io.sightline.matcher;

import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import java.nio.file.Path;
import java.time.Duration;

/** The matcher's own settings. */
public record MatcherSettings(
        @Setting(doc = "Folder of the active model's bundle; the same as the embedder's") Path model,
        @Setting(byDefault = "state", doc = "Folder for local state; a copy of what Kafka holds, may be lost")
                Path stateDir,
        @Setting(byDefault = "1", doc = "Threads that work on cameras; more than 12 find nothing to do") int threads,
        @Setting(byDefault = "EXACTLY_ONCE", doc = "Whether events and sightings agree after a crash")
                Guarantee guarantee,
        @Setting(byDefault = "20ms", doc = "Events are visible to others after at most so long")
                Duration commitInterval,
        @Setting(doc = "How much evidence it takes") DecisionSettings decision,
        @Setting(doc = "When a sighting begins and ends") SightingSettings sighting) {

    /** What holds after a crash. */
    public enum Guarantee {
        /** Each record has its effect once: a transaction per commit interval. */
        EXACTLY_ONCE,
        /** Faster, but a crash may repeat events. */
        AT_LEAST_ONCE
    }

    public MatcherSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected 1 or more");
        }
        if (commitInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "commitInterval is " + commitInterval.toMillis() + "ms, expected 1ms or more");
        }
    }

    /** Everything by default but the two places. */
    public static MatcherSettings defaultsFor(Path model, Path stateDir) {
        return new MatcherSettings(
                model,
                stateDir,
                1,
                Guarantee.EXACTLY_ONCE,
                Duration.ofMillis(20),
                ConfigLoader.defaults(DecisionSettings.class),
                ConfigLoader.defaults(SightingSettings.class));
    }
}
