package io.sightline.models;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;

/**
 * Where a face lies in a canonical crop: the picture that travels and is archived, and that every model cuts its own
 * input from. It belongs to no model and does not change, so archived crops outlive every model.
 *
 * <p>The dlib chip and the ArcFace template both fit inside.
 */
public final class CanonicalTemplate {
    /** Width and height of a crop, pixels. */
    public static final int SIZE = 224;

    /** JPEG quality of a crop; about 13.5 kB each. */
    public static final int JPEG_QUALITY = 95;

    /** Where the five points of the face come to lie, in pixels of the crop. */
    public static final Landmarks POINTS = new Landmarks(
            new Point(82, 100),
            new Point(142, 100),
            new Point(112, 134),
            new Point(85.2f, 164),
            new Point(138.7f, 164));

    private CanonicalTemplate() {}
}
