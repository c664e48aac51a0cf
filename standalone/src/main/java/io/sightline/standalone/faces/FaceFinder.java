package io.sightline.standalone.faces;

import io.sightline.models.ModelBundle;
import io.sightline.standalone.Distribution;
import io.sightline.vision.DetectedFace;
import io.sightline.vision.DetectorOptions;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.FaceDetector;
import io.sightline.vision.FaceExtractor;
import io.sightline.vision.Picture;
import io.sightline.vision.QualityGrader;
import io.sightline.vision.QualitySettings;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From photos to cut faces without Kafka, by the same detector and alignment as the pipeline. Thread-safe. Holds native
 * memory until it is closed.
 */
public final class FaceFinder implements AutoCloseable {
    /** A small face should be called small, not missing. */
    private static final int SMALLEST_FACE = 20;

    private static final Logger LOG = LoggerFactory.getLogger(FaceFinder.class);

    private final FaceDetector detector;
    private final FaceExtractor extractor;

    private FaceFinder(FaceDetector detector) {
        this.detector = detector;
        this.extractor = new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT));
    }

    /** @throws io.sightline.core.UserError if the build is not complete */
    public static FaceFinder open(Distribution distribution) {
        return new FaceFinder(
                FaceDetector.open(ModelBundle.load(distribution.bundle("mtcnn")), DetectorOptions.DEFAULT));
    }

    /** All faces that can be cut, surest first. The picture stays the caller's. */
    public List<ExtractedFace> faces(Picture picture) {
        List<ExtractedFace> usual = cut(picture, detector.detect(picture));
        return usual.isEmpty() ? cut(picture, detector.detect(picture, SMALLEST_FACE)) : usual;
    }

    private List<ExtractedFace> cut(Picture picture, List<DetectedFace> found) {
        List<ExtractedFace> faces = new ArrayList<>();
        for (DetectedFace face : found) {
            try {
                faces.add(extractor.extract(picture, face));
            } catch (IllegalArgumentException e) {
                // Five points that are no face's: as good as none found.
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Face cannot be cut");
            }
        }
        return faces;
    }

    @Override
    public void close() {
        detector.close();
    }
}
