package io.sightline.models.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.models.BundleWriter;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.Sha256;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * An embedder's network in 8 bits: static quantisation of its ONNX graph by ranges that are measured on faces. It makes
 * other vectors than the network it was made of, so it is a model of its own: {@code NAME-int8}, with the digest of its
 * own weights. Whether it is good enough, accuracy on other faces says; nothing here does. Immutable.
 */
public final class BundleQuantization {
    private static final String FILE = "model.int8.onnx";
    private static final String SUFFIX = "-int8";
    private static final int BATCH = 8;
    /** Fewer show too little of what faces do to a network. */
    private static final int FEWEST = 20;

    private final ModelBundle exact;
    private final byte[] network;
    private final String calibration;

    private BundleQuantization(ModelBundle exact, byte[] network, String calibration) {
        this.exact = exact;
        this.network = network;
        this.calibration = calibration;
    }

    /**
     * Measures and rewrites; takes as long as the bundle needs for the faces, and a little more.
     *
     * @param faces on which ranges are measured; real ones, and not those that accuracy is measured on
     * @param source what they are, for the manifest
     * @throws UserError if there are too few faces, or the network cannot be quantised
     */
    public static BundleQuantization of(ModelBundle bundle, Iterator<FaceImage.Crop> faces, String source) {
        FaceEmbedder.requireEmbedder(bundle);
        try {
            ModelProto model = ModelProto.parseFrom(Files.readAllBytes(bundle.onnx()));
            QuantizableGraph layers = new QuantizableGraph(model.getGraph());
            if (layers.isQuantized()) {
                throw new UserError(bundle + " computes in 8 bits already");
            }
            if (layers.ranged().isEmpty()) {
                throw new UserError(bundle + " has no layer that 8 bits are for: no convolution with weights");
            }
            int[] count = new int[1];
            Map<String, ActivationRange> ranges = measured(bundle, model, layers, faces, count);
            byte[] int8 = QdqWriter.write(model, ranges).toByteArray();
            return new BundleQuantization(
                    bundle, int8, count[0] + " faces of " + source + ": least and largest of each tensor");
        } catch (IOException e) {
            throw new UserError("Cannot quantise " + bundle + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, ActivationRange> measured(
            ModelBundle bundle, ModelProto model, QuantizableGraph layers, Iterator<FaceImage.Crop> faces, int[] count)
            throws IOException {
        CropPreprocessor preprocessor = new CropPreprocessor(bundle.manifest());
        Manifest.Input input = bundle.manifest().input();
        FaceBatch batch = new FaceBatch(BATCH, input.width(), input.height());
        try (Calibration calibration = new Calibration(model, layers.ranged(), 1)) {
            while (faces.hasNext()) {
                batch.clear();
                while (faces.hasNext() && batch.count() < BATCH) {
                    FaceImage.Crop face = faces.next();
                    batch.add(floats -> preprocessor.into(floats, face.jpeg(), face.landmarks()));
                }
                calibration.observe(batch);
                count[0] += batch.count();
            }
            if (count[0] < FEWEST) {
                throw new UserError("Ranges of " + count[0] + " faces would not hold for others; at least " + FEWEST
                        + " are expected, some hundreds are usual");
            }
            return calibration.ranges();
        }
    }

    /** The name of the model in 8 bits. */
    public ModelId id() {
        return BundleWriter.id(exact.id().name() + SUFFIX, exact.id().version(), Sha256.of(network));
    }

    /**
     * Writes the bundle. Its threshold is that of the model it was made of: distances are near, and it says so.
     *
     * @param settings what else is to be known of how it came to be, for the manifest
     * @param metrics measured on it, for the manifest
     * @param target its folder, which must not be there yet
     * @throws UserError if it is there, or cannot be written
     */
    public ModelBundle write(Map<String, String> settings, Map<String, Double> metrics, Path target) {
        requireAbsent(target);
        Map<String, byte[]> files = Map.of(FILE, network);
        try {
            BundleWriter.write(files, manifest(settings, metrics), target);
        } catch (IOException e) {
            throw new UserError("Cannot write " + target + ": " + e.getMessage(), e);
        }
        return ModelBundle.load(target);
    }

    /** @throws UserError if there is something at a place where a bundle is to be written */
    public static void requireAbsent(Path target) {
        if (Files.exists(target)) {
            throw new UserError(
                    "There is something at " + target + " already; the 8-bit bundle gets a folder of its own");
        }
    }

    private Manifest manifest(Map<String, String> settings, Map<String, Double> metrics) {
        Manifest of = exact.manifest();
        Manifest.Part part = of.part(Manifest.SOLE_PART);
        Manifest.Threshold threshold = of.threshold();
        TreeMap<String, String> all = new TreeMap<>(of.origin().settings());
        all.put("quantisedFrom", of.id().toString());
        all.put("quantisedBy", calibration);
        all.putAll(settings);
        return new Manifest(
                of.format(),
                id(),
                of.kind(),
                of.input(),
                of.template(),
                of.dimension(),
                new Manifest.Threshold(
                        threshold.distance(),
                        threshold.margin(),
                        threshold.falseAcceptRate(),
                        "measured in float32, of " + of.id() + ": " + threshold.calibration()),
                new TreeMap<>(Map.of(
                        Manifest.SOLE_PART,
                        new Manifest.Part(FILE, null, part.width(), part.height(), part.outputs()))),
                FILE,
                new Manifest.Origin(
                        "quantised to 8 bits from " + of.id() + ", that was "
                                + of.origin().made(),
                        of.origin().sources(),
                        all,
                        new TreeMap<>(metrics)),
                BundleWriter.checksums(Map.of(FILE, network)));
    }
}
