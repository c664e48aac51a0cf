package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.testkit.TestBundles;
import io.sightline.trainer.testkit.MadeUpPeople;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyTest {
    @TempDir
    Path folder;

    /** The clock moves by 1, 2, 3, ... ms between two looks: after five looks, measured batches took 6, 8, ..., 84 ms. */
    @Test
    void countsMillisecondsAFaceAfterTheWarmUp() throws Exception {
        var looks = new AtomicLong();
        var nanos = new AtomicLong();
        try (FaceEmbedder embedder = FaceEmbedder.open(TestBundles.tiny(folder), EmbeddingOptions.DEFAULT)) {
            Latency latency = Latency.of(
                    embedder,
                    MadeUpPeople.of("p", 2, 2),
                    8,
                    () -> nanos.addAndGet(1_000_000 * looks.getAndIncrement()));

            assertThat(looks).hasValue(5 + 2 * 40);
            assertThat(latency.batch()).isEqualTo(8);
            assertThat(latency.median()).isCloseTo(45 / 8.0, within(0.2));
            assertThat(latency.p95()).isBetween(80 / 8.0, 82 / 8.0);
        }
    }
}
