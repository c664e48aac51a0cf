package io.sightline.vision;

import io.sightline.vision.UnreadablePictureException.Reason;
import java.util.Locale;

/**
 * What is decoded at all. A few kilobytes can announce gigabytes of pixels, so sizes are checked in the header first.
 *
 * @param maxPixels the largest width times height; a decoded pixel takes three bytes
 * @param minSide the least width and the least height, pixels
 */
public record PictureLimits(long maxPixels, int minSide) {
    /** 64 megapixels (192 MB decoded) take any phone's photo; below 16 px there is no face to find. */
    public static final PictureLimits DEFAULT = new PictureLimits(64_000_000, 16);

    public PictureLimits {
        if (maxPixels < 1 || minSide < 1) {
            throw new IllegalArgumentException(
                    "Picture limits are 1 or more, got maxPixels " + maxPixels + " and minSide " + minSide);
        }
    }

    void check(int width, int height) throws UnreadablePictureException {
        if (width < minSide || height < minSide) {
            throw new UnreadablePictureException(
                    Reason.TOO_SMALL,
                    "The picture has " + width + " x " + height + " px; each side needs at least " + minSide + ".");
        }
        if ((long) width * height > maxPixels) {
            throw new UnreadablePictureException(
                    Reason.TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "The picture has %d x %d px (%.1f megapixels); at most %.1f are decoded.",
                            width,
                            height,
                            width * 1e-6 * height,
                            maxPixels * 1e-6));
        }
    }
}
