package io.sightline.operations.topics;

import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What the log of embeddings has of a camera within a span of time. */
public final class EmbeddingTrail {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final TopicStore topics;

    public EmbeddingTrail(TopicStore topics) {
        this.topics = topics;
    }

    /**
     * Records of the camera from one time to another, both included, in order.
     *
     * @throws Unavailable if the log cannot be read
     */
    public List<FaceEmbedding> read(String cameraId, Instant from, Instant to, Predicate<FaceEmbedding> wanted) {
        byte[] key = cameraId.getBytes(StandardCharsets.UTF_8);
        List<FaceEmbedding> found = new ArrayList<>();
        new PartitionReader<>(topics, Topics.EMBEDDINGS)
                .read(cameraId, from, LIMIT, record -> Arrays.equals(key, record.key()), entry -> {
                    FaceEmbedding record = entry.value();
                    if (record.getTime().isAfter(to)) {
                        return false;
                    }
                    if (!record.getTime().isBefore(from) && wanted.test(record)) {
                        found.add(record);
                    }
                    return true;
                });
        return found;
    }
}
