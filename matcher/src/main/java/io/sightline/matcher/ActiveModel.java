package io.sightline.matcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.Embedding;
import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.FaceEmbedding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model whose vectors are compared, and when two of its vectors are one person: that differs by model, so it comes from
 * its bundle, or from what topic models says of that.
 *
 * @param threshold largest distance between two faces of one person; Euclidean between unit vectors, 0 to 2
 * @param margin how much farther the next person must be
 */
public record ActiveModel(ModelId id, int dimension, double threshold, double margin) {
    private static final String MANIFEST = "manifest.json";

    public ActiveModel {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension is " + dimension + ", expected 1 or more");
        }
        if (!(threshold > 0 && threshold < 2)) {
            throw new IllegalArgumentException("threshold is " + threshold + ", expected more than 0, less than 2");
        }
        if (!(margin >= 0 && margin < 2)) {
            throw new IllegalArgumentException("margin is " + margin + ", expected 0 to less than 2");
        }
    }

    /**
     * Reads what the matcher needs of a bundle's manifest; the weights are not touched.
     *
     * @param bundle the bundle's folder
     * @throws UserError naming the file and what is wrong with it
     */
    public static ActiveModel load(Path bundle) {
        Path file = bundle.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new UserError("There is no " + file + "; expected the folder of an embedder's bundle");
        }
        try {
            return of(new JsonMapper().readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
    }

    private static ActiveModel of(JsonNode manifest) {
        if (!"EMBEDDER".equals(manifest.path("kind").asText())) {
            throw new IllegalArgumentException("kind is '"
                    + manifest.path("kind").asText() + "', expected EMBEDDER: only its vectors can be matched");
        }
        return new ActiveModel(
                ModelId.parse(manifest.path("id").asText()),
                manifest.path("dimension").asInt(),
                manifest.path("threshold").path("distance").asDouble(),
                manifest.path("threshold").path("margin").asDouble(-1));
    }

    /** Whether both are the same model, whatever is said of its threshold. */
    boolean isSameAs(ActiveModel other) {
        return id.equals(other.id);
    }

    boolean made(FaceEmbedding face) {
        return isNamed(face.getModelId());
    }

    /** Whether this is the model of that id, which may be null. */
    boolean isNamed(String modelId) {
        return id.toString().equals(modelId);
    }

    /**
     * The vector of a face that this model made.
     *
     * @throws UnusableRecord if it is not a vector of this model's length, whatever the record claims
     */
    Embedding vectorOf(FaceEmbedding face) {
        return vector(face.getVector());
    }

    /**
     * A vector that is said to be this model's.
     *
     * @param bytes little-endian float32
     * @throws UnusableRecord if it is not a vector of this model's length
     */
    Embedding vector(ByteBuffer bytes) {
        Embedding vector;
        try {
            vector = Embedding.ofBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw new UnusableRecord("BAD_VECTOR", e.getMessage());
        }
        if (vector.dimension() != dimension) {
            throw new UnusableRecord(
                    "BAD_VECTOR",
                    "Expected a vector of " + dimension + " dimensions, as " + id + " makes them, got one of "
                            + vector.dimension());
        }
        return vector;
    }
}
