package io.sightline.detector;

import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import io.sightline.vision.DetectorOptions;
import io.sightline.vision.PictureLimits;
import java.time.Duration;

/** How faces are found, followed and published. */
public record DetectorSettings(
        @Setting(byDefault = "40", doc = "Smallest face looked for, side of its box in pixels; smaller costs much more")
                int minFacePixels,
        @Setting(byDefault = "0.6", doc = "Least probability in the first net (P-Net), 0 to 1") float proposalThreshold,
        @Setting(byDefault = "0.7", doc = "Least probability in the second net (R-Net), 0 to 1")
                float refinementThreshold,
        @Setting(byDefault = "0.7", doc = "Least probability in the last net (O-Net), 0 to 1") float outputThreshold,
        @Setting(byDefault = "0.709", doc = "Each picture of the pyramid is this much smaller than the one before")
                float pyramidFactor,
        @Setting(byDefault = "2", doc = "Pictures looked at side by side; as many as there are cores to spare")
                int pictures,
        @Setting(byDefault = "1", doc = "Threads for one picture; more shorten the wait for it, and cost throughput")
                int threads,
        @Setting(byDefault = "64000000", doc = "Larger pictures, width times height, are refused before decoding")
                long maxPixels,
        @Setting(byDefault = "32", doc = "Frames taken at once, at most") int maxBatch,
        @Setting(
                        byDefault = "30s",
                        doc = "When pictures wait for longer, only some of each camera are looked at until the detector"
                                + " has caught up; 0s looks at all, however late")
                Duration lateAfter,
        @Setting(doc = "When faces of successive frames are one track") TrackingSettings tracking,
        @Setting(doc = "Which faces of a track are published") CropSettings crops) {

    public DetectorSettings {
        requireAtLeastOne("pictures", pictures);
        requireAtLeastOne("maxBatch", maxBatch);
        requireAtLeastOne("maxPixels", maxPixels);
        if (lateAfter.isNegative()) {
            throw new IllegalArgumentException("lateAfter is " + lateAfter.toMillis() + "ms, expected 0s or more");
        }
        // The options check the rest, and say what would be right.
        options(minFacePixels, proposalThreshold, refinementThreshold, outputThreshold, pyramidFactor, threads);
    }

    /** What holds when nothing is configured. */
    public static DetectorSettings defaults() {
        return ConfigLoader.defaults(DetectorSettings.class);
    }

    DetectorOptions options() {
        return options(minFacePixels, proposalThreshold, refinementThreshold, outputThreshold, pyramidFactor, threads);
    }

    PictureLimits limits() {
        return new PictureLimits(maxPixels, PictureLimits.DEFAULT.minSide());
    }

    private static DetectorOptions options(
            int minFacePixels, float proposal, float refinement, float output, float pyramidFactor, int threads) {
        return new DetectorOptions(minFacePixels, proposal, refinement, output, pyramidFactor, threads);
    }

    private static void requireAtLeastOne(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " is " + value + ", expected 1 or more");
        }
    }
}
