package io.sightline.vision;

/**
 * When a face is good enough. Each measure runs from worthless over its limit, where it becomes a reason, to ideal.
 *
 * @param facePixels shorter side of the face's box, pixels of the picture
 * @param sharpness see {@link CanonicalCrop#sharpness}
 * @param yaw head turn to either side, degrees
 * @param pitch head nod up or down, degrees
 * @param darkness mean grey value of the face, 0 to 255, at its lower end
 * @param brightness the same, at its upper end
 * @param visible share of the face's box that lies in the picture
 */
public record QualitySettings(
        Measure facePixels,
        Measure sharpness,
        Measure yaw,
        Measure pitch,
        Measure darkness,
        Measure brightness,
        Measure visible) {

    /**
     * Tuned on unaligned photos of faces (CelebA), on photos of LFW (of both folds: grading was tuned, not recognition)
     * and on video of faces 50 to 70 px wide: they pass, but for a few percent that are small or turned away. A Gaussian blur with a sigma of 4% of the face's width
     * makes 95% of LFW's faces BLURRED.
     */
    public static final QualitySettings DEFAULT = new QualitySettings(
            new Measure(0, 48, 112),
            new Measure(0, 5, 20),
            new Measure(90, 45, 15),
            new Measure(90, 40, 20),
            new Measure(0, 40, 80),
            new Measure(255, 225, 190),
            new Measure(0.5f, 0.85f, 1));

    /**
     * A scale for one measure, rising or falling.
     *
     * @param worthless here and beyond the factor is 0
     * @param limit here it is 0.5; worse than this is a reason
     * @param ideal here and beyond it is 1
     */
    public record Measure(float worthless, float limit, float ideal) {
        public Measure {
            if (!((worthless < limit && limit < ideal) || (worthless > limit && limit > ideal))) {
                throw new IllegalArgumentException(
                        "The limit lies between worthless and ideal, got " + worthless + ", " + limit + ", " + ideal);
            }
        }

        /** 0 to 1, without steps, so that the best of several shots can be chosen. */
        float factor(float value) {
            float lower = share(value, worthless, limit);
            return lower < 1 ? lower / 2 : 0.5f + share(value, limit, ideal) / 2;
        }

        boolean isWorseThanLimit(float value) {
            return !(worthless < limit ? value >= limit : value <= limit);
        }

        private static float share(float value, float from, float to) {
            return Math.max(0, Math.min(1, (value - from) / (to - from)));
        }
    }
}
