package io.sightline.models.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Native memory is invisible to the JVM: the process's resident size shows whether PyTorch hoards what changing batch
 * sizes need. That no tensor outlives its call is seen to by the engine's capped manager.
 */
final class PyTorchMemoryTest {
    private static final int WARM_UP = 40;
    private static final int BATCHES = 200;
    private static final int LARGEST = 3;
    /** The batches' inputs together have 60 MB, their intermediates several GB. */
    private static final long TOLERATED_KIB = 40 * 1024;

    @Test
    @EnabledOnOs(OS.LINUX) // Reads /proc.
    void residentMemoryStaysFlatOverHundredsOfBatchesOfChangingSize() throws IOException {
        var bundle = TestBundles.packaged("mobilefacenet-128");
        var input = bundle.manifest().input();
        var batch = new FaceBatch(LARGEST, input.width(), input.height());
        try (var engine = PyTorchEngine.open(bundle, new ComputeDevice.Cpu(), 1)) {
            run(engine, batch, WARM_UP);
            long before = residentKiB();
            run(engine, batch, BATCHES);
            assertThat(residentKiB() - before).isLessThan(TOLERATED_KIB);
        }
    }

    private static void run(EmbeddingEngine engine, FaceBatch batch, int batches) {
        for (int b = 0; b < batches; b++) {
            batch.clear();
            for (int face = 0; face <= b % LARGEST; face++) {
                EmbeddingEngineContract.add(batch, face);
            }
            engine.infer(batch);
        }
    }

    private static long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
