package io.sightline.trainer.export;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.models.BundleRecipe;
import io.sightline.models.BundleWriter;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingEngine;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.models.embedding.Engines;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.training.Machine;
import io.sightline.trainer.training.TrainedNetwork;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes what was trained as a bundle. It appears whole or not at all, and only if ONNX Runtime and TorchScript compute
 * what the trainer computes.
 */
public final class BundleExport {
    /** Of unit vectors, in any of their numbers. */
    public static final double LARGEST_DIFFERENCE = 1e-4;

    private static final int FACES = 8;

    private final Machine machine;
    private final Opening opening;

    /** How an export is opened to be compared; tests let it compute something else. */
    interface Opening {
        EmbeddingEngine open(ModelBundle bundle, EmbeddingOptions options);
    }

    public BundleExport(Machine machine) {
        this(machine, Engines::open);
    }

    BundleExport(Machine machine, Opening opening) {
        this.machine = machine;
        this.opening = opening;
    }

    /**
     * @param recipe an embedder's, with the network in the form in which it was trained
     * @param faces on some of which the exports are compared; one at least
     * @param folder of the bundle; must not be there
     * @throws UserError if the folder is there, or cannot be written, or an export computes something else
     */
    public ModelBundle write(BundleRecipe recipe, CropSet faces, Path folder) {
        if (Files.exists(folder)) {
            throw new UserError("The bundle's folder " + folder + " is there already; choose another");
        }
        Path beside = folder.resolveSibling("." + folder.getFileName() + ".new");
        try {
            delete(beside);
            Files.createDirectories(beside);
            BundleWriter.write(recipe, beside);
            requireAgreement(recipe, faces, ModelBundle.load(beside));
            move(beside, folder);
            return ModelBundle.load(folder);
        } catch (IOException e) {
            throw new UserError("The bundle " + folder + " cannot be written: " + e.getMessage(), e);
        } finally {
            deleteQuietly(beside);
        }
    }

    private void requireAgreement(BundleRecipe recipe, CropSet faces, ModelBundle bundle) {
        Manifest.Input input = recipe.input();
        FaceBatch batch = new FaceBatch(FACES, input.width(), input.height());
        CropPreprocessor preprocessor = new CropPreprocessor(input, recipe.template());
        for (int i = 0; i < Math.min(FACES, faces.size()); i++) {
            var crop = faces.crop(i);
            batch.add(floats -> preprocessor.into(floats, crop.jpeg(), crop.landmarks()));
        }
        float[][] expected;
        try (var network =
                new TrainedNetwork(recipe.networks().get(Manifest.SOLE_PART), input, recipe.template(), machine)) {
            expected = network.raw(batch);
        }
        for (EngineKind kind : EngineKind.values()) {
            var options = new EmbeddingOptions(kind, new ComputeDevice.Cpu(), 1, FACES, false);
            try (EmbeddingEngine engine = opening.open(bundle, options)) {
                double difference = difference(expected, engine.infer(batch));
                if (!(difference <= LARGEST_DIFFERENCE)) {
                    throw new UserError("The export for " + kind + " computes something else than the trainer: vectors"
                            + " differ by " + difference + ", expected at most " + LARGEST_DIFFERENCE
                            + ". No bundle was written; please report this");
                }
            }
        }
    }

    private static double difference(float[][] expected, float[][] found) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            float[] a = Embedding.normalised(expected[i]).values();
            float[] b = Embedding.normalised(found[i]).values();
            for (int k = 0; k < a.length; k++) {
                largest = Math.max(largest, Math.abs(a[k] - b[k]));
            }
        }
        return largest;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    private static void deleteQuietly(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            // What is left begins with a dot, is no bundle, and is removed by the next export.
        }
    }
}
