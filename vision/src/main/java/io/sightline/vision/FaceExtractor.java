package io.sightline.vision;

import java.util.List;

/** The one way from a picture to its faces, for frames and photos alike: detect, cut, grade. Thread-safe. */
public final class FaceExtractor {
    private final FaceDetector detector;
    private final QualityGrader grader;

    /** The detector stays the caller's to close. */
    public FaceExtractor(FaceDetector detector, QualityGrader grader) {
        this.detector = detector;
        this.grader = grader;
    }

    QualityGrader grader() {
        return grader;
    }

    /** All faces from the detector's smallest size on, surest first. The picture stays the caller's. */
    public List<ExtractedFace> extract(Picture picture) {
        return cutAndGrade(picture, detector.detect(picture));
    }

    /** The same with another smallest face. */
    public List<ExtractedFace> extract(Picture picture, int minFacePixels) {
        return cutAndGrade(picture, detector.detect(picture, minFacePixels));
    }

    /** For who chooses between detecting and cutting, as a tracker does that publishes few of the faces it follows. */
    public ExtractedFace extract(Picture picture, DetectedFace face) {
        CanonicalCrop crop = CanonicalCrop.cut(picture, face.landmarks());
        return new ExtractedFace(face, crop, grader.grade(picture, face, crop));
    }

    private List<ExtractedFace> cutAndGrade(Picture picture, List<DetectedFace> faces) {
        return faces.stream().map(face -> extract(picture, face)).toList();
    }
}
