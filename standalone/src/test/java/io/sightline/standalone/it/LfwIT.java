package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labeled Faces in the Wild through the project's own detector, alignment, canonical crop and embedder. */
@Tag("full")
class LfwIT {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final double CROP_COSTS_AT_MOST = 0.005;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"mobilefacenet-128, 0.985", "dlib-128, 0.98"})
    void isAsAccurateAsRequiredAndTheCanonicalCropCostsAlmostNothing(String bundle, double least) throws Exception {
        Path lfw = TestData.require("lfw");
        double throughTheCrop = accuracy(lfw, bundle);
        double straight = accuracy(lfw, bundle, "--direct");

        assertThat(throughTheCrop).isGreaterThanOrEqualTo(least).isLessThanOrEqualTo(1);
        assertThat(throughTheCrop).isGreaterThanOrEqualTo(straight - CROP_COSTS_AT_MOST);
    }

    private double accuracy(Path lfw, String bundle, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                "lfw",
                "--json",
                "--bundle",
                bundle,
                "--images",
                lfw.resolve("images").toAbsolutePath().toString(),
                "--pairs",
                lfw.resolve("pairs.txt").toAbsolutePath().toString()));
        arguments.addAll(List.of(more));
        var ended = CommandProcess.run(folder, PATIENCE, arguments.toArray(String[]::new));
        assertThat(ended.exitCode()).as(ended.printed()).isZero();
        String json = ended.printed()
                .lines()
                .filter(l -> l.startsWith("{"))
                .findFirst()
                .orElseThrow();
        JsonNode scores = new ObjectMapper().readTree(json);
        return scores.get("accuracy").asDouble();
    }
}
