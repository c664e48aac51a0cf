package io.sightline.standalone.faces;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.standalone.Distribution;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * From photos to vectors without Kafka, by the same detector, alignment, canonical crop and network as the pipeline.
 * Thread-safe. Holds native memory until it is closed.
 */
public final class FaceReader implements AutoCloseable {
    private final FaceFinder finder;
    private final FaceEmbedder embedder;
    private final Manifest manifest;

    private FaceReader(FaceFinder finder, FaceEmbedder embedder, Manifest manifest) {
        this.finder = finder;
        this.embedder = embedder;
        this.manifest = manifest;
    }

    /**
     * @param embedderBundle a packaged bundle's name, or a folder
     * @throws UserError if there is no such bundle, or it cannot be used
     */
    public static FaceReader open(Distribution distribution, String embedderBundle) {
        ModelBundle bundle = bundle(distribution, embedderBundle);
        FaceFinder finder = FaceFinder.open(distribution);
        try {
            return new FaceReader(finder, FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT), bundle.manifest());
        } catch (RuntimeException e) {
            finder.close();
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
        return finder.faces(picture);
    }

    /** The face's vector by way of its canonical crop, as in the pipeline. */
    public Embedding embed(ExtractedFace face) {
        return embedder.embed(List.of(
                        new FaceImage.Crop(face.crop().jpeg(), face.crop().landmarks())))
                .get(0);
    }

    public Manifest manifest() {
        return manifest;
    }

    @Override
    public void close() {
        embedder.close();
        finder.close();
    }
}
