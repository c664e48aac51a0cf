package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.testkit.TestBundles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecalibrationTest {
    @TempDir
    Path folder;

    @Test
    void theThresholdChangesAndTheIdAndAllElseStays() throws Exception {
        ModelBundle before = TestBundles.tiny(folder);
        var threshold = new Manifest.Threshold(0.6, 0.2, 1e-3, "measured on the staff");

        BundleWriter.recalibrate(before, threshold, Map.of("tarAtFar1e-3", 0.9));

        Manifest after = ModelBundle.load(folder).manifest();
        assertThat(after.threshold()).isEqualTo(threshold);
        assertThat(after.origin().metrics()).containsEntry("tarAtFar1e-3", 0.9);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("threshold", "origin.metrics")
                .isEqualTo(before.manifest());
    }

    @Test
    void leavesNoOtherFileBehind() throws Exception {
        ModelBundle before = TestBundles.tiny(folder);
        long files = count();

        BundleWriter.recalibrate(before, before.manifest().threshold(), Map.of());

        assertThat(count()).isEqualTo(files);
    }

    private long count() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
