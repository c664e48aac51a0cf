package io.sightline.models.packaged;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The tensors of a TensorFlow.js weights manifest and its shards
 * (https://github.com/tensorflow/tfjs/blob/tfjs-v4.22.0/tfjs-core/src/io/types.ts, {@code WeightsManifestConfig}).
 * Tensors lie back to back; each says for itself whether its values are quantised.
 */
final class TfjsWeights {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final Map<String, TfjsTensor> tensors = new HashMap<>();
    private final TreeSet<String> unused = new TreeSet<>();

    private TfjsWeights(Path file) {
        this.file = file;
    }

    /**
     * @param file a weights manifest, or a graph model that holds one
     * @throws UserError naming the file, if it cannot be understood
     */
    static TfjsWeights read(Path file) {
        TfjsWeights weights = new TfjsWeights(file);
        try {
            JsonNode root = JSON.readTree(file.toFile());
            JsonNode groups = root.isArray() ? root : root.path("weightsManifest");
            for (Group group : JSON.treeToValue(groups, Group[].class)) {
                weights.readGroup(group);
            }
        } catch (IOException e) {
            throw new UserError("Cannot read the weights " + file + ": " + e.getMessage(), e);
        }
        return weights;
    }

    private void readGroup(Group group) throws IOException {
        ByteArrayOutputStream shards = new ByteArrayOutputStream();
        for (String path : group.paths()) {
            shards.writeBytes(Files.readAllBytes(file.resolveSibling(path)));
        }
        ByteBuffer bytes = ByteBuffer.wrap(shards.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (Entry entry : group.weights()) {
            float[] values = new float[entry.shape().stream().reduce(1, Math::multiplyExact)];
            if (bytes.remaining() < (long) values.length * entry.bytesPerValue()) {
                throw new IOException("it ends within " + entry.name());
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = entry.next(bytes);
            }
            tensors.put(entry.name(), new TfjsTensor(entry.name(), entry.shape(), values));
            unused.add(entry.name());
        }
        if (bytes.hasRemaining()) {
            throw new IOException(bytes.remaining() + " bytes follow the last tensor");
        }
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** @throws UserError if the file has no such tensor */
    TfjsTensor tensor(String name) {
        TfjsTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new UserError(file + " has no tensor '" + name + "'");
        }
        unused.remove(name);
        return tensor;
    }

    /** Declares that the network has no use for the tensors whose names begin so. */
    void leaveOut(String prefix) {
        unused.removeIf(name -> name.startsWith(prefix));
    }

    /** A weight that nobody asked for means that a network's structure is not the one it was trained with. */
    void requireAllUsed() {
        if (!unused.isEmpty()) {
            throw new UserError(file + " has tensors that the network does not use: " + unused);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Group(List<String> paths, List<Entry> weights) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Quantization(String dtype, float scale, float min) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Entry(String name, List<Integer> shape, String dtype, Quantization quantization) {

        String stored() {
            return quantization == null ? dtype : quantization.dtype();
        }

        int bytesPerValue() throws IOException {
            return switch (stored()) {
                case "float32", "int32" -> 4;
                case "uint16" -> 2;
                case "uint8" -> 1;
                default -> throw new IOException(name + " is stored as " + stored() + ", which is not understood");
            };
        }

        float next(ByteBuffer bytes) {
            return switch (stored()) {
                case "uint8" -> (bytes.get() & 0xff) * quantization.scale() + quantization.min();
                case "uint16" -> (bytes.getShort() & 0xffff) * quantization.scale() + quantization.min();
                case "int32" -> bytes.getInt();
                default -> bytes.getFloat();
            };
        }
    }
}
