package io.sightline.standalone.faces;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.standalone.Distribution;
import io.sightline.vision.DetectedFace;
import io.sightline.vision.DetectorOptions;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.FaceDetector;
import io.sightline.vision.FaceExtractor;
import io.sightline.vision.Picture;
import io.sightline.vision.QualityGrader;
import io.sightline.vision.QualitySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From photos to vectors without Kafka, by the same detector, alignment, canonical crop and network as the pipeline.
 * Thread-safe. Holds native memory until it is closed.
 */
public final class FaceReader implements AutoCloseable {
    /** A small face should be called small, not missing. */
    private static final int SMALLEST_FACE = 20;

    private static final Logger LOG = LoggerFactory.getLogger(FaceReader.class);

    private final FaceDetector detector;
    private final FaceExtractor extractor;
    private final FaceEmbedder embedder;
    private final Manifest manifest;

    private FaceReader(FaceDetector detector, FaceEmbedder embedder, Manifest manifest) {
        this.detector = detector;
        this.extractor = new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT));
        this.embedder = embedder;
        this.manifest = manifest;
    }

    /**
     * @param embedderBundle a packaged bundle's name, or a folder
     * @throws UserError if there is no such bundle, or it cannot be used
     */
    public static FaceReader open(Distribution distribution, String embedderBundle) {
        ModelBundle bundle = bundle(distribution, embedderBundle);
        var detector = FaceDetector.open(ModelBundle.load(distribution.bundle("mtcnn")), DetectorOptions.DEFAULT);
        try {
            return new FaceReader(detector, FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT), bundle.manifest());
        } catch (RuntimeException e) {
            detector.close();
            throw e;
        }
    }

    /** @throws UserError if there is no such bundle */
    public static ModelBundle bundle(Distribution distribution, String nameOrFolder) {
        Path folder = Path.of(nameOrFolder);
        Path packaged = distribution.home().resolve("bundles").resolve(nameOrFolder);
        if (Files.isDirectory(packaged)) {
            return ModelBundle.load(packaged);
        }
        if (Files.isDirectory(folder)) {
            return ModelBundle.load(folder);
        }
        throw new UserError("There is no model bundle '" + nameOrFolder
                + "'; expected mobilefacenet-128, dlib-128, or the folder of a bundle");
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

    /** The face's vector by way of its canonical crop, as in the pipeline. */
    public Embedding embed(ExtractedFace face) {
        return embedder.embed(List.of(
                        new FaceImage.Crop(face.crop().jpeg(), face.crop().landmarks())))
                .get(0);
    }

    /** The face's vector straight from the photo: what the canonical crop is measured against. */
    public Embedding embedDirectly(Picture picture, ExtractedFace face) {
        return embedder.embed(List.of(
                        new FaceImage.InPicture(picture.mat(), face.face().landmarks())))
                .get(0);
    }

    public Manifest manifest() {
        return manifest;
    }

    @Override
    public void close() {
        embedder.close();
        detector.close();
    }
}
