package io.sightline.detector;

import io.sightline.vision.DetectedFace;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.FaceDetector;
import io.sightline.vision.FaceExtractor;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.util.ArrayList;
import java.util.List;

/** The finder over the real detector; it stays the caller's to close. Thread-safe. */
final class PictureFaces implements FaceFinder {
    private final FaceDetector detector;
    private final FaceExtractor extractor;
    private final PictureLimits limits;

    PictureFaces(FaceDetector detector, FaceExtractor extractor, PictureLimits limits) {
        this.detector = detector;
        this.extractor = extractor;
        this.limits = limits;
    }

    @Override
    public Found find(byte[] encoded) throws UnreadablePictureException {
        try (Picture picture = Picture.decode(encoded, limits)) {
            List<ExtractedFace> faces = new ArrayList<>();
            int uncut = 0;
            for (DetectedFace face : detector.detect(picture)) {
                try {
                    faces.add(extractor.extract(picture, face));
                } catch (IllegalArgumentException e) {
                    uncut++; // points that coincide, or lie outside the picture: not a face that anybody can use
                }
            }
            return new Found(picture.width(), picture.height(), faces, uncut);
        }
    }
}
