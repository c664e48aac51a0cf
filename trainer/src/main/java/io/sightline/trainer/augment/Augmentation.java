package io.sightline.trainer.augment;

import java.util.Random;

/**
 * How far a face may be changed before it is learned from. Each change is drawn anew for each showing of a face, by a
 * seed: the same seed gives the same picture, in whatever thread or run.
 *
 * @param mirror how often the face is mirrored, 0 to 1
 * @param rotation degrees to either side, at most
 * @param shift sideways and up or down, in distances of the eyes, at most
 * @param zoom nearer or farther by this share, at most
 * @param colour brightness, contrast and saturation up or down by this share, at most
 * @param blur how often it is blurred, 0 to 1, by up to {@value #MOST_BLUR} pixels of the crop
 * @param jpeg how often it is compressed again, 0 to 1, at a quality of {@value #LEAST_QUALITY} to 95
 */
public record Augmentation(
        double mirror, double rotation, double shift, double zoom, double colour, double blur, double jpeg) {
    static final double MOST_BLUR = 2.5;
    static final int LEAST_QUALITY = 30;
    private static final int BEST_QUALITY = 95;
    private static final double LEAST_BLUR = 0.4;

    /** Faces as they are served. */
    public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0);

    public static final Augmentation DEFAULT = new Augmentation(0.5, 8, 0.06, 0.06, 0.25, 0.15, 0.25);

    public Augmentation {
        require("mirror", mirror, 1);
        require("rotation", rotation, 90);
        require("shift", shift, 1);
        require("zoom", zoom, 0.5);
        require("colour", colour, 1);
        require("blur", blur, 1);
        require("jpeg", jpeg, 1);
    }

    private static void require(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    "Augmentation: " + name + " lies between 0 and " + most + ", got " + value);
        }
    }

    /** What becomes of one showing; draws the same count of numbers whatever is switched off. */
    public Distortion draw(Random random) {
        boolean mirrored = random.nextDouble() < mirror;
        double degrees = either(random, rotation);
        double sideways = either(random, shift);
        double down = either(random, shift);
        double zoomed = 1 + either(random, zoom);
        double brightness = 1 + either(random, colour);
        double contrast = 1 + either(random, colour);
        double saturation = 1 + either(random, colour);
        boolean blurred = random.nextDouble() < blur;
        double sigma = LEAST_BLUR + (MOST_BLUR - LEAST_BLUR) * random.nextDouble();
        boolean compressed = random.nextDouble() < jpeg;
        int quality = LEAST_QUALITY + (int) ((BEST_QUALITY - LEAST_QUALITY) * random.nextDouble());
        return new Distortion(
                mirrored,
                degrees,
                sideways,
                down,
                zoomed,
                brightness,
                contrast,
                saturation,
                blurred ? sigma : 0,
                compressed ? quality : Distortion.NOT_COMPRESSED);
    }

    /** To either side; of nothing it is 0, and not -0, which is another number to {@code equals}. */
    private static double either(Random random, double most) {
        return most * (2 * random.nextDouble() - 1) + 0.0;
    }
}
