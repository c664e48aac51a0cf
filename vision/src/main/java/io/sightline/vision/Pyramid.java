package io.sightline.vision;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes at which P-Net sees a picture. It finds faces of {@value #CELL} px only, so the picture is shown to it ever
 * smaller, until even the largest face would be smaller than that.
 */
final class Pyramid {
    /** Side of what P-Net takes for a face, pixels. */
    static final int CELL = 12;

    /**
     * The most pixels of the largest level. Holds P-Net's memory below about 150 MB whatever the picture: a larger one
     * gets a larger smallest face.
     */
    static final int MAX_BASE_PIXELS = 1_000_000;

    record Level(double scale, int width, int height) {}

    private Pyramid() {}

    /** Largest first; none if the picture is smaller than the smallest face. */
    static List<Level> levels(int width, int height, int minFacePixels, double factor) {
        double smallest = Math.max(minFacePixels, CELL * Math.sqrt((double) width * height / MAX_BASE_PIXELS));
        List<Level> levels = new ArrayList<>();
        for (double s = CELL / smallest; Math.min(width, height) * s >= CELL; s *= factor) {
            levels.add(new Level(s, (int) Math.ceil(width * s), (int) Math.ceil(height * s)));
        }
        return levels;
    }
}
