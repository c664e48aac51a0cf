package io.sightline.embedder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory is invisible to the JVM: only the process's resident size shows a leak of tensors. */
final class PyTorchMemoryTest {
    private static final int WARM_UP = 60;
    private static final int BATCHES = 250;
    private static final int LARGEST = 4;
    /** Leaked inputs alone would be 90 MB, with intermediates several GB. */
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
