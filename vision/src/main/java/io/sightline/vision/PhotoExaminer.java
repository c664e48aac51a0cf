package io.sightline.vision;

/** From a photo's bytes to the verdict on it: decode, find faces, judge. Thread-safe. */
public final class PhotoExaminer {
    /** Smaller than what is good enough, so that a small face is called small and not missing. */
    private static final int MIN_FACE_PIXELS = 20;

    private final FaceExtractor extractor;
    private final PictureLimits limits;

    public PhotoExaminer(FaceExtractor extractor, PictureLimits limits) {
        this.extractor = extractor;
        this.limits = limits;
    }

    /** Every answer is a verdict; nothing is thrown for a bad photo. */
    public PhotoVerdict examine(byte[] photo) {
        try (Picture picture = Picture.decode(photo, limits)) {
            return PhotoVerdict.of(
                    extractor.extract(picture, MIN_FACE_PIXELS),
                    extractor.grader().settings());
        } catch (UnreadablePictureException e) {
            return PhotoVerdict.of(e);
        }
    }
}
