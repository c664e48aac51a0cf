package io.sightline.models;

import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A folder with a model and its {@linkplain Manifest birth certificate}, checked. Immutable; safe to share.
 *
 * <p>Holds {@code manifest.json}, and for each part an ONNX file (CPU) and a TorchScript file (GPU) that compute the
 * same to 1e-4; and the weights.
 */
public final class ModelBundle {
    public static final String MANIFEST = "manifest.json";

    private final Path folder;
    private final Manifest manifest;

    private ModelBundle(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * Reads the manifest and checks every file against it.
     *
     * @throws UserError naming the file and what is wrong with it
     */
    public static ModelBundle load(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UserError("No model bundle at " + folder + ": there is no such folder. "
                    + "'mvn -pl models process-classes' builds the packaged ones into models/target/bundles");
        }
        Manifest manifest = readManifest(folder);
        for (Map.Entry<String, String> entry : manifest.checksums().entrySet()) {
            verify(folder.resolve(entry.getKey()), entry.getValue());
        }
        return new ModelBundle(folder, manifest);
    }

    /**
     * What the bundle says of itself; its files are not looked at.
     *
     * @throws UserError naming the file and what is wrong with it
     */
    static Manifest readManifest(Path folder) {
        Path file = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new UserError("Not a model bundle: " + file + " is missing");
        }
        try {
            return ManifestJson.read(Files.readString(file));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new UserError("Wrong manifest " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void verify(Path file, String expected) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("Incomplete model bundle: " + file + " is missing");
        }
        String found;
        try {
            found = Sha256.of(file);
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        }
        if (!found.equals(expected)) {
            throw new UserError("Damaged or changed model file " + file + ": its SHA-256 is " + found
                    + ", the manifest says " + expected);
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    public ModelId id() {
        return manifest.id();
    }

    public Path folder() {
        return folder;
    }

    /** The ONNX file of a model with one part. */
    public Path onnx() {
        return onnx(Manifest.SOLE_PART);
    }

    /** @throws IllegalArgumentException if there is no such part */
    public Path onnx(String part) {
        return folder.resolve(manifest.part(part).onnx());
    }

    /** The TorchScript file of a model with one part. */
    public Path torchScript() {
        return torchScript(Manifest.SOLE_PART);
    }

    /**
     * @throws IllegalArgumentException if there is no such part
     * @throws UserError if the bundle has no TorchScript: its network came as ONNX
     */
    public Path torchScript(String part) {
        String file = manifest.part(part).torchScript();
        if (file == null) {
            throw new UserError(
                    this + " has no TorchScript, which PyTorch takes: its network is ONNX only." + " Set engine: onnx");
        }
        return folder.resolve(file);
    }

    /**
     * The weights: safetensors, float32, named as in the network's graph; or the ONNX file, where it came as that
     * or computes in 8 bits.
     */
    public Path weights() {
        return folder.resolve(manifest.weights());
    }

    @Override
    public String toString() {
        return manifest.id() + " at " + folder;
    }
}
