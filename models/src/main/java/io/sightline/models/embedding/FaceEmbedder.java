package io.sightline.models.embedding;

import io.sightline.core.Embedding;
import io.sightline.core.ModelId;
import io.sightline.core.Point;
import io.sightline.core.UserError;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes vectors of faces with one model, whichever network is in its bundle. Thread-safe: one caller computes, others
 * wait. Holds native memory until it is closed.
 */
public final class FaceEmbedder implements AutoCloseable {
    /** Pixels a side; crops come from a topic, and decoding what is claimed there must not end the process. */
    private static final int LARGEST_CROP = 4 * CanonicalTemplate.SIZE;

    private final Manifest manifest;
    private final CropPreprocessor preprocessor;
    private final EmbeddingEngine engine;
    private final EmbeddingOptions options;
    private final FaceBatch batch;

    /** What became of a face. */
    public sealed interface Outcome {
        record Embedded(Embedding vector) implements Outcome {}

        /** @param message what is wrong with the face's pixels or points */
        record Refused(String message) implements Outcome {}
    }

    private FaceEmbedder(ModelBundle bundle, EmbeddingEngine engine, EmbeddingOptions options) {
        this.manifest = bundle.manifest();
        this.preprocessor = new CropPreprocessor(manifest);
        this.engine = engine;
        this.options = options;
        this.batch = new FaceBatch(
                options.imagesPerBatch(),
                manifest.input().width(),
                manifest.input().height());
    }

    /**
     * Loads the model and computes one face and a full batch, so that a model that does not work is known now.
     *
     * @throws UserError if the bundle is not an embedder's, or the engine is not there, or does not take the model
     */
    public static FaceEmbedder open(ModelBundle bundle, EmbeddingOptions options) {
        requireEmbedder(bundle);
        return over(bundle, Engines.open(bundle, options), options);
    }

    /** Takes an engine that was opened for the bundle, and owns it. */
    public static FaceEmbedder over(ModelBundle bundle, EmbeddingEngine engine, EmbeddingOptions options) {
        FaceEmbedder embedder = new FaceEmbedder(bundle, engine, options);
        try {
            embedder.requireItWorks(bundle);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        return embedder;
    }

    /** @throws UserError unless the bundle is an embedder's */
    public static void requireEmbedder(ModelBundle bundle) {
        if (bundle.manifest().kind() != Manifest.Kind.EMBEDDER) {
            throw new UserError(bundle + " does not make vectors of faces; expected an embedder's bundle, such as"
                    + " mobilefacenet-128");
        }
    }

    private void requireItWorks(ModelBundle bundle) {
        requireItComputes(1, bundle);
        // Networks that were imported may take one face only, and a device's memory may hold less than a full batch.
        if (options.imagesPerBatch() > 1) {
            requireItComputes(options.imagesPerBatch(), bundle);
        }
    }

    private void requireItComputes(int images, ModelBundle bundle) {
        batch.clear();
        for (int i = 0; i < images; i++) {
            batch.add(floats -> {});
        }
        String what = "The model of " + bundle;
        float[][] vectors;
        try {
            vectors = engine.infer(batch);
        } catch (RuntimeException e) {
            throw new UserError(
                    images == 1
                            ? what + " cannot be computed: " + e.getMessage()
                            : what + " computes one face, but not " + images + " at once: " + e.getMessage()
                                    + "; expected a network that takes several, or a smaller maxBatch",
                    e);
        }
        if (vectors.length != images) {
            throw new UserError(what + " makes " + vectors.length + " vectors of " + images + " faces");
        }
        for (float[] vector : vectors) {
            if (vector.length != manifest.dimension()) {
                throw new UserError(what + " makes vectors of " + vector.length + " dimensions, its manifest says "
                        + manifest.dimension());
            }
        }
    }

    /**
     * One vector per face, in order.
     *
     * @throws IllegalArgumentException if a face cannot be used, naming its place in the list and what is wrong
     */
    public List<Embedding> embed(List<FaceImage> faces) {
        List<Embedding> vectors = new ArrayList<>();
        for (Outcome outcome : outcomes(faces)) {
            if (outcome instanceof Outcome.Embedded embedded) {
                vectors.add(embedded.vector());
            } else if (outcome instanceof Outcome.Refused refused) {
                throw new IllegalArgumentException(
                        "Face " + (vectors.size() + 1) + " of " + faces.size() + ": " + refused.message());
            }
        }
        return vectors;
    }

    /** What became of each face, in order; a bad one does not spoil the others. */
    public synchronized List<Outcome> outcomes(List<FaceImage> faces) {
        List<Outcome> outcomes = new ArrayList<>(faces.size());
        for (int from = 0; from < faces.size(); from += options.maxBatch()) {
            outcomes.addAll(compute(faces.subList(from, Math.min(faces.size(), from + options.maxBatch()))));
        }
        return outcomes;
    }

    private List<Outcome> compute(List<FaceImage> faces) {
        batch.clear();
        Outcome[] outcomes = new Outcome[faces.size()];
        int[] computed = new int[faces.size()];
        int count = 0;
        for (int i = 0; i < outcomes.length; i++) {
            FaceImage face = faces.get(i);
            try {
                batch.add(floats -> write(face, floats));
                if (options.mirrored()) {
                    batch.addMirrored();
                }
                computed[count++] = i;
            } catch (IllegalArgumentException e) {
                outcomes[i] = new Outcome.Refused(e.getMessage());
            }
        }
        if (count > 0) {
            float[][] vectors = engine.infer(batch);
            for (int n = 0; n < count; n++) {
                outcomes[computed[n]] = outcome(vectors, n);
            }
        }
        return List.of(outcomes);
    }

    private void write(FaceImage face, FloatBuffer floats) {
        for (Point p : face.landmarks().points()) {
            if (!Float.isFinite(p.x()) || !Float.isFinite(p.y())) {
                throw new IllegalArgumentException("A face's points are numbers, got " + p);
            }
        }
        if (face instanceof FaceImage.Crop crop) {
            JpegSize size = JpegSize.of(crop.jpeg());
            if (Math.max(size.width(), size.height()) > LARGEST_CROP) {
                throw new IllegalArgumentException("A crop of " + size.width() + " x " + size.height()
                        + " pixels is too large; canonical crops have " + CanonicalTemplate.SIZE + " a side");
            }
            preprocessor.into(floats, crop.jpeg(), crop.landmarks());
        } else if (face instanceof FaceImage.InPicture picture) {
            preprocessor.into(floats, picture.bgr(), picture.landmarks());
        }
    }

    private Outcome outcome(float[][] vectors, int face) {
        float[] raw = vectors[face];
        if (options.mirrored()) {
            raw = vectors[2 * face].clone();
            for (int i = 0; i < raw.length; i++) {
                raw[i] += vectors[2 * face + 1][i];
            }
        }
        try {
            return new Outcome.Embedded(Embedding.normalised(raw));
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(e.getMessage());
        }
    }

    public ModelId modelId() {
        return manifest.id();
    }

    /** The largest distance at which two vectors are taken for one person. */
    public double threshold() {
        return manifest.threshold().distance();
    }

    @Override
    public synchronized void close() {
        engine.close();
    }
}
