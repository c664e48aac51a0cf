package io.sightline.models.weights;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.models.BundleRecipe;
import io.sightline.models.BundleWriter;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.Sha256;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.net.Architecture;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes bundles of what others trained. A bundle is written beside its place, loaded and computed once, and only then
 * moved there: what does not work is refused and leaves nothing behind. Needs ONNX Runtime on the class path.
 */
public final class BundleImport {
    /** Networks for faces have a tenth of it. */
    private static final long LARGEST = 2_000_000_000;

    private final Imported imported;
    private final Path target;

    /** @param target the bundle's folder; must not be there yet */
    public BundleImport(Imported imported, Path target) {
        this.imported = imported;
        this.target = target.toAbsolutePath().normalize();
    }

    /**
     * A state dict for a network that is known here.
     *
     * @param weights a file that {@link WeightFile} reads
     * @param dimension length of the vector
     * @param template where the points of a face lay in the pictures that it was trained on
     * @throws UserError if the file cannot be used, or its tensors are not those of the network
     */
    public ModelBundle stateDict(
            Path weights, Architecture architecture, int dimension, Landmarks template, NameMapping names) {
        PretrainedWeights found =
                PretrainedWeights.whole(architecture.graph(dimension, 0), WeightFile.read(weights), names);
        TreeMap<String, NetworkGraph> networks = new TreeMap<>(Map.of(Manifest.SOLE_PART, found.graph()));
        BundleRecipe recipe = new BundleRecipe(
                imported.name(),
                imported.version(),
                Manifest.Kind.EMBEDDER,
                architecture.input(),
                template,
                dimension,
                imported.threshold(),
                networks,
                origin(weights, "Imported into " + architecture.id()));
        return place(folder -> BundleWriter.write(recipe, folder));
    }

    /**
     * Any embedder that came as ONNX: one input {@code [faces, 3, height, width]} of float32, and an output
     * {@code [faces, dimension]}. The bundle has no TorchScript.
     *
     * @param input what the network was trained to see
     * @param template where the points of a face lie in the input, in its pixels
     * @throws UserError if ONNX Runtime cannot read it, or it does not make one vector a face
     */
    public ModelBundle onnx(Path onnx, Manifest.Input input, Landmarks template) {
        byte[] bytes = read(onnx);
        Map<String, byte[]> files = Map.of("model.onnx", bytes);
        return place(folder -> {
            // Alone in its folder: weights that lie in other files would be missed here, and not later.
            Files.write(folder.resolve("model.onnx"), bytes);
            OnnxShape shape = OnnxShape.of(folder.resolve("model.onnx"), onnx, input);
            Manifest.Part part =
                    new Manifest.Part("model.onnx", null, input.width(), input.height(), List.of(shape.output()));
            Manifest manifest = new Manifest(
                    Manifest.FORMAT,
                    BundleWriter.id(imported.name(), imported.version(), Sha256.of(bytes)),
                    Manifest.Kind.EMBEDDER,
                    input,
                    template,
                    shape.dimension(),
                    imported.threshold(),
                    new TreeMap<>(Map.of(Manifest.SOLE_PART, part)),
                    "model.onnx",
                    origin(onnx, "Imported as ONNX, unchanged"),
                    BundleWriter.checksums(files));
            BundleWriter.write(files, manifest, folder);
        });
    }

    private Manifest.Origin origin(Path file, String made) {
        Manifest.Source source = new Manifest.Source(
                imported.name(),
                imported.version(),
                file.getFileName().toString(),
                Sha256.of(read(file)),
                imported.licence(),
                imported.author());
        return new Manifest.Origin(made, List.of(source), new TreeMap<>(), new TreeMap<>());
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new UserError(file + " has " + Files.size(file) + " bytes; at most " + LARGEST + " are read");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UserError("No network at " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private interface Writing {
        void into(Path folder) throws IOException;
    }

    private ModelBundle place(Writing writing) {
        if (Files.exists(target)) {
            throw new UserError("There is something at " + target + " already; a model gets a folder of its own");
        }
        Path unfinished = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(unfinished);
            writing.into(unfinished);
            FaceEmbedder.open(ModelBundle.load(unfinished), EmbeddingOptions.DEFAULT)
                    .close();
            move(unfinished);
            return ModelBundle.load(target);
        } catch (IOException e) {
            throw new UserError("Cannot write the bundle to " + target + ": " + e.getMessage(), e);
        } finally {
            delete(unfinished);
        }
    }

    private void move(Path finished) throws IOException {
        try {
            Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(finished, target);
        }
    }

    private static void delete(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UserError("Cannot remove what was not finished, " + folder + ": " + e.getMessage(), e);
        }
    }
}
