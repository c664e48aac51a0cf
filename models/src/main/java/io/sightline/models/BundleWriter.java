package io.sightline.models;

import io.sightline.core.ModelId;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.OnnxExport;
import io.sightline.models.graph.Parameter;
import io.sightline.models.graph.SafeTensors;
import io.sightline.models.graph.TorchScriptExport;
import io.sightline.models.graph.Value;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes model bundles. The same recipe gives the same bytes, on every machine and at any time. */
public final class BundleWriter {
    private static final String WEIGHTS = "weights.safetensors";
    private static final int DIGEST_DIGITS = 12;

    private BundleWriter() {}

    /**
     * Writes the bundle's files into a folder, over those of its names that are there; the manifest comes last, so a
     * folder that was not finished does not load. The exports are for inference ({@link NetworkGraph#folded}); the
     * weights are those of the graph as it is given, so that training can go on from them.
     *
     * @return what {@link ModelBundle#load} will read
     */
    public static Manifest write(BundleRecipe recipe, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(ModelBundle.MANIFEST));
        Map<String, Manifest.Part> parts = new TreeMap<>();
        Map<String, String> checksums = new TreeMap<>();
        for (Map.Entry<String, NetworkGraph> network : recipe.networks().entrySet()) {
            NetworkGraph graph = network.getValue();
            Manifest.Part part = new Manifest.Part(
                    network.getKey() + ".onnx",
                    network.getKey() + ".pt",
                    sizeOrAny(graph.input().width()),
                    sizeOrAny(graph.input().height()),
                    graph.outputNames());
            NetworkGraph inference = graph.folded();
            checksums.put(part.onnx(), write(folder.resolve(part.onnx()), out -> OnnxExport.write(inference, out)));
            checksums.put(
                    part.torchScript(),
                    write(folder.resolve(part.torchScript()), out -> TorchScriptExport.write(inference, out)));
            parts.put(network.getKey(), part);
        }
        byte[] weights = weights(recipe);
        checksums.put(WEIGHTS, write(folder.resolve(WEIGHTS), out -> out.write(weights)));
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                id(recipe.name(), recipe.version(), checksums.get(WEIGHTS)),
                recipe.kind(),
                recipe.input(),
                recipe.template(),
                recipe.dimension(),
                recipe.threshold(),
                new TreeMap<>(parts),
                WEIGHTS,
                recipe.origin(),
                new TreeMap<>(checksums));
        write(Map.of(), manifest, folder);
        return manifest;
    }

    /**
     * Writes another threshold into a bundle's manifest; the file is replaced in one step. The id stays, as it names the
     * weights: vectors made before can be compared as before.
     *
     * @param metrics figures that are added to those of the manifest, by name
     * @return what {@link ModelBundle#load} will read
     */
    public static Manifest recalibrate(ModelBundle bundle, Manifest.Threshold threshold, Map<String, Double> metrics)
            throws IOException {
        Manifest old = bundle.manifest();
        TreeMap<String, Double> all = new TreeMap<>(old.origin().metrics());
        all.putAll(metrics);
        Manifest manifest = new Manifest(
                old.format(),
                old.id(),
                old.kind(),
                old.input(),
                old.template(),
                old.dimension(),
                threshold,
                old.parts(),
                old.weights(),
                new Manifest.Origin(
                        old.origin().made(),
                        old.origin().sources(),
                        old.origin().settings(),
                        all),
                old.checksums());
        Path file = bundle.folder().resolve(ModelBundle.MANIFEST);
        Path fresh = Files.createTempFile(bundle.folder(), ".manifest-", ".json");
        try {
            Files.writeString(fresh, ManifestJson.write(manifest));
            Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return manifest;
    }

    /** @return the SHA-256 of what was written */
    private static String write(Path file, Content content) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
            content.writeTo(out);
        }
        return Sha256.hexadecimal(digest.digest());
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A model's id, by the SHA-256 of its weights. */
    public static ModelId id(String name, String version, String weightsSha256) {
        return new ModelId(name, version, weightsSha256.substring(0, DIGEST_DIGITS));
    }

    /** What a manifest says of files: SHA-256 by name. */
    public static SortedMap<String, String> checksums(Map<String, byte[]> files) {
        SortedMap<String, String> checksums = new TreeMap<>();
        files.forEach((name, bytes) -> checksums.put(name, Sha256.of(bytes)));
        return checksums;
    }

    /** Writes files that are there already, beside those that the folder has; the manifest comes last. */
    public static void write(Map<String, byte[]> files, Manifest manifest, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(ModelBundle.MANIFEST));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        Files.write(
                folder.resolve(ModelBundle.MANIFEST),
                ManifestJson.write(manifest).getBytes(StandardCharsets.UTF_8));
    }

    /** All parts' weights as safetensors; with several parts, each name begins with its part's. */
    public static byte[] weights(BundleRecipe recipe) {
        Map<String, Parameter> all = new LinkedHashMap<>();
        boolean several = recipe.networks().size() > 1;
        for (Map.Entry<String, NetworkGraph> network : recipe.networks().entrySet()) {
            String prefix = several ? network.getKey() + "." : "";
            network.getValue().parameters().forEach((name, parameter) -> all.put(prefix + name, parameter));
        }
        return SafeTensors.of(all);
    }

    private static int sizeOrAny(int size) {
        return size == Value.ANY ? 0 : size;
    }
}
