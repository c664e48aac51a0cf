package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.UserError;
import io.sightline.models.BundleRecipe;
import io.sightline.models.BundleWriter;
import io.sightline.models.Manifest;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Parameter;
import io.sightline.models.graph.SafeTensors;
import io.sightline.models.net.Architecture;
import io.sightline.trainer.testkit.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialNetworkTest {
    private static final Architecture MOBILE = Architecture.MOBILEFACENET;

    @TempDir
    Path folder;

    private Path bundle(Path at, InitialNetwork network, int dimension) throws IOException {
        var networks = new TreeMap<String, NetworkGraph>();
        networks.put(Manifest.SOLE_PART, network.graph());
        BundleWriter.write(
                new BundleRecipe(
                        "mobile",
                        "1",
                        Manifest.Kind.EMBEDDER,
                        network.input(),
                        // Another one than the architecture's: as an imported bundle may have.
                        TinyNetwork.TEMPLATE,
                        dimension,
                        new Manifest.Threshold(0.75, 0, 0.001, "nothing: for tests"),
                        networks,
                        new Manifest.Origin("in a test", List.of(), new TreeMap<>(), new TreeMap<>())),
                at);
        return at;
    }

    private static InitialNetwork drawn(long seed) {
        return InitialNetwork.drawn(MOBILE, Optional.of(16), seed);
    }

    private static InitialNetwork from(Path from, Optional<Integer> dimension) {
        return InitialNetwork.from(from, MOBILE, dimension, 9);
    }

    @Test
    void aPrunedBundleIsTrainedOnAsItWasLeft() throws IOException {
        InitialNetwork pruned = drawn(1).pruned(0.25);
        Path run = folder.resolve("run");
        bundle(run.resolve("bundle"), pruned, 16);

        for (Path from : List.of(run, run.resolve("bundle"))) {
            InitialNetwork found = from(from, Optional.empty());

            assertThat(found.graph().parameters()).isEqualTo(pruned.graph().parameters());
            assertThat(found.template()).isEqualTo(TinyNetwork.TEMPLATE);
            assertThat(found.made()).startsWith("of mobile@1+");
        }
        assertThat(pruned.graph().cost().parameters())
                .isLessThan(drawn(1).graph().cost().parameters() * 7 / 10);
        assertThat(pruned.made()).isEqualTo("drawn by seed 1, without 25 % of its channels");
    }

    @Test
    void whatItCannotBeginFromIsNamed() throws IOException {
        Path bundle = bundle(folder.resolve("a"), drawn(1), 16);
        Files.createDirectories(folder.resolve("half").resolve(CheckpointStore.FOLDER));

        refused(() -> from(bundle, Optional.of(32)), "vectors of 16 numbers");
        refused(
                () -> InitialNetwork.from(bundle, Architecture.FACENET_MOBILENETV1, Optional.empty(), 1),
                "is no facenet-mobilenetv1");
        refused(() -> from(folder.resolve("half"), Optional.empty()), "this run has not ended");
        refused(() -> from(folder, Optional.empty()), "neither a bundle nor a finished run");
        refused(() -> drawn(1).pruned(0.95), "at most 0.9");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String why) {
        assertThatThrownBy(what).isInstanceOf(UserError.class).hasMessageContaining(why);
    }

    /** What torchvision's file would have: no head, a layer for classes, and its own names. */
    private Path torchvisionFile(NetworkGraph graph) throws IOException {
        Map<String, Parameter> file = new LinkedHashMap<>();
        graph.parameters().forEach((name, weight) -> {
            if (name.startsWith("head_")) {
                return;
            }
            int dot = name.lastIndexOf('.');
            String ending =
                    switch (name.substring(dot + 1)) {
                        case "gamma" -> "weight";
                        case "beta" -> "bias";
                        case "mean" -> "running_mean";
                        case "variance" -> "running_var";
                        default -> name.substring(dot + 1);
                    };
            String other = name.substring(0, dot) + "." + ending;
            file.put(other, new Parameter(other, weight.shape(), weight.values()));
        });
        file.put("classifier.3.bias", new Parameter("classifier.3.bias", List.of(4), new float[4]));
        Path path = folder.resolve("mobilenet_v3_large.safetensors");
        Files.write(path, SafeTensors.of(file));
        return path;
    }

    @Test
    void torchvisionsBackboneSeesColoursAsItWasTrainedTo() throws IOException {
        NetworkGraph trained = Architecture.MOBILENETV3.graph(16, 5);

        InitialNetwork found =
                InitialNetwork.from(torchvisionFile(trained), Architecture.MOBILENETV3, Optional.of(16), 6);

        Map<String, Parameter> weights = found.graph().parameters();
        Parameter first = trained.parameters().get("features_0_0.weight");
        // The same pixel, made here and made by torchvision, gives the same product.
        double[] deviations = {0.229, 0.224, 0.225};
        for (int colour = 0; colour < 3; colour++) {
            int at = colour * first.size(2) * first.size(3);
            double here = found.input().scale() * weights.get(first.name()).values()[at];
            double there = first.values()[at] / (255 * deviations[colour]);
            assertThat(here).isCloseTo(there, within(1e-5 * Math.abs(there)));
        }
        assertThat(weights.get("classifier_0.weight"))
                .isEqualTo(trained.parameters().get("classifier_0.weight"));
        assertThat(weights.get("head_fc.weight"))
                .isEqualTo(Architecture.MOBILENETV3.graph(16, 6).parameters().get("head_fc.weight"));
        assertThat(found.made()).contains("mobilenet_v3_large.safetensors", "head_fc.weight", "seed 6");
    }
}
