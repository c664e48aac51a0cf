package io.sightline.detector;

import java.util.Optional;

/**
 * Decides which faces of a track are worth embedding: the first, a few soon after, clearly better ones, and one every
 * two seconds; not every face of every frame. Pure: depends on frame time and quality alone.
 */
final class BestShotPolicy {
    private final CropSettings settings;

    BestShotPolicy(CropSettings settings) {
        this.settings = settings;
    }

    /**
     * Why this face should be published, if it should.
     *
     * @param time of the frame, milliseconds since 1970
     * @param quality of the face, 0 to 1
     */
    Optional<CropCause> decide(Shots shots, long time, float quality) {
        int q = Shots.thousandths(quality);
        if (q < Shots.thousandths(settings.minQuality())) {
            return Optional.empty();
        }
        if (shots.isEmpty()) {
            return Optional.of(CropCause.STARTED);
        }
        long since = time - shots.lastAt();
        if (since < settings.spacing().toMillis()) {
            return Optional.empty();
        }
        if (shots.count() < settings.early() && since >= settings.earlySpacing().toMillis()) {
            return Optional.of(CropCause.EARLY);
        }
        if (isClearlyBetter(q, shots.best())) {
            return Optional.of(CropCause.BETTER);
        }
        return since >= settings.interval().toMillis() ? Optional.of(CropCause.INTERVAL) : Optional.empty();
    }

    /** By the larger of the step and a quarter: near the top a step is much, near zero it is noise. */
    private boolean isClearlyBetter(int quality, int best) {
        return quality >= best + Math.max(Shots.thousandths(settings.improvement()), best / 4);
    }
}
