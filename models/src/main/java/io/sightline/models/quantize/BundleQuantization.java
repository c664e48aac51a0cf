package io.sightline.models.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
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
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes an embedder's bundle compute in 8 bits, too: static quantisation of its ONNX graph by ranges that are measured on
 * faces. Whether the result is good enough, accuracy on other faces says; nothing here does.
 */
public final class BundleQuantization {
    static final String FILE = "model.int8.onnx";
    private static final int BATCH = 8;
    /** Fewer show too little of what faces do to a network. */
    private static final int FEWEST = 20;

    private BundleQuantization() {}

    /**
     * A copy of the bundle with a network in 8 bits beside the others.
     *
     * @param faces on which ranges are measured; real ones, and not those that accuracy is measured on
     * @param source what they are, for the manifest
     * @param target the copy's folder, which must not be there yet
     * @throws UserError if there are too few faces, or the network cannot be quantised
     */
    public static ModelBundle write(ModelBundle bundle, Iterator<FaceImage.Crop> faces, String source, Path target) {
        FaceEmbedder.requireEmbedder(bundle);
        if (Files.exists(target)) {
            throw new UserError(
                    "There is something at " + target + " already; the 8-bit copy gets a folder of its own");
        }
        try {
            ModelProto model = ModelProto.parseFrom(Files.readAllBytes(bundle.onnx()));
            QuantizableGraph layers = new QuantizableGraph(model.getGraph());
            if (layers.ranged().isEmpty()) {
                throw new UserError(bundle + " has no layer that 8 bits are for: no convolution with weights");
            }
            int[] count = new int[1];
            Map<String, ActivationRange> ranges = measured(bundle, model, layers, faces, count);
            byte[] int8 = QdqWriter.write(model, ranges).toByteArray();
            return written(
                    bundle, int8, count[0] + " faces of " + source + ": least and largest of each tensor", target);
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

    private static ModelBundle written(ModelBundle bundle, byte[] int8, String calibration, Path target)
            throws IOException {
        Manifest manifest = bundle.manifest();
        Map<String, byte[]> files = new TreeMap<>();
        for (String file : manifest.checksums().keySet()) {
            files.put(file, Files.readAllBytes(bundle.folder().resolve(file)));
        }
        files.put(FILE, int8);
        SortedMap<String, String> checksums = new TreeMap<>(manifest.checksums());
        checksums.put(FILE, Sha256.of(int8));
        Manifest.Part part = manifest.part(Manifest.SOLE_PART);
        Manifest.Int8 described = new Manifest.Int8(FILE, calibration, new TreeMap<>());
        BundleWriter.write(files, manifest.with(Manifest.SOLE_PART, part.with(described), checksums), target);
        return ModelBundle.load(target);
    }
}
