package io.sightline.models.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every engine promises; each implementation has a subclass. */
abstract class EmbeddingEngineContract {
    private static final int SIZE = 32;

    @TempDir
    private Path folder;

    abstract EmbeddingEngine open(ModelBundle bundle);

    abstract Path fileOf(ModelBundle bundle);

    @Test
    void computesAsTheNetworkIsDefined() throws IOException {
        var batch = new FaceBatch(1, SIZE, SIZE);
        add(batch, 1);
        try (var engine = open(TestBundles.tiny(folder))) {
            assertThat(engine.infer(batch)[0]).containsExactly(TestBundles.computeTiny(batch.bytes()), within(1e-4f));
        }
    }

    @Test
    void aFacesVectorDoesNotDependOnTheFacesBesideIt() throws IOException {
        var all = new FaceBatch(9, SIZE, SIZE);
        var alone = new FaceBatch(1, SIZE, SIZE);
        try (var engine = open(TestBundles.tiny(folder))) {
            for (int i = 0; i < 9; i++) {
                add(all, i);
            }
            float[][] together = engine.infer(all);
            assertThat(together).hasDimensions(9, TestBundles.TINY_DIMENSION);
            for (int i = 0; i < 9; i++) {
                alone.clear();
                add(alone, i);
                assertThat(engine.infer(alone)[0]).containsExactly(together[i], within(1e-5f));
            }
        }
    }

    @Test
    void answersAnyThread() throws Exception {
        var batch = new FaceBatch(2, SIZE, SIZE);
        add(batch, 1);
        add(batch, 2);
        var pool = Executors.newSingleThreadExecutor();
        try (var engine = open(TestBundles.tiny(folder))) {
            float[][] here = engine.infer(batch);
            float[][] there = pool.submit(() -> engine.infer(batch)).get();
            assertThat(there).isDeepEqualTo(here);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aFileThatIsNoModelIsRefusedByItsName() throws IOException {
        var bundle = TestBundles.tiny(folder);
        Files.writeString(fileOf(bundle), "not a model");
        assertThatThrownBy(() -> open(bundle))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(fileOf(bundle).toString());
    }

    static void add(FaceBatch batch, int seed) {
        batch.add(floats -> {
            var random = new Random(seed);
            while (floats.hasRemaining()) {
                floats.put(random.nextFloat() * 2 - 1);
            }
        });
    }
}
