package io.sightline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.BundleRecipe;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingEngine;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.models.embedding.Engines;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.testkit.MadeUpPeople;
import io.sightline.trainer.testkit.TinyNetwork;
import io.sightline.trainer.testkit.TinyTraining;
import io.sightline.trainer.training.TrainedNetwork;
import io.sightline.trainer.training.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleExportTest {
    @TempDir
    Path folder;

    private final CropSet faces = MadeUpPeople.of("v", 3, 4);

    private static BundleRecipe recipe(NetworkGraph graph) {
        var networks = new TreeMap<String, NetworkGraph>();
        networks.put(Manifest.SOLE_PART, graph);
        return new BundleRecipe(
                "tiny-16",
                "1",
                Manifest.Kind.EMBEDDER,
                TinyNetwork.INPUT,
                TinyNetwork.TEMPLATE,
                TinyNetwork.DIMENSION,
                new Manifest.Threshold(0.75, 0, 0.001, "nothing: for tests"),
                networks,
                new Manifest.Origin("in a test", List.of(), new TreeMap<>(), new TreeMap<>()));
    }

    private Path bundle() {
        return folder.resolve("out").resolve("bundle");
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aTrainedNetworkServesTheVectorsThatTheTrainerMakes() throws IOException, InterruptedException {
        NetworkGraph trained = new TrainingJob(
                        TinyTraining.task(0.3f),
                        TinyTraining.options(2),
                        TinyTraining.machine(),
                        folder.resolve("run"),
                        List.of())
                .run()
                .best();
        ModelBundle bundle = new BundleExport(TinyTraining.machine()).write(recipe(trained), faces, bundle());

        assertThat(left()).containsExactly("bundle");
        float[][] expected;
        try (var network =
                new TrainedNetwork(trained, TinyNetwork.INPUT, TinyNetwork.TEMPLATE, TinyTraining.machine())) {
            expected = network.of(faces);
        }
        for (EngineKind kind : EngineKind.values()) {
            var options = new EmbeddingOptions(kind, new ComputeDevice.Cpu(), 1, 5, false);
            try (FaceEmbedder embedder = FaceEmbedder.open(bundle, options)) {
                for (int i = 0; i < faces.size(); i++) {
                    var crop = faces.crop(i);
                    float[] found = embedder.embed(List.of(new FaceImage.Crop(crop.jpeg(), crop.landmarks())))
                            .get(0)
                            .values();
                    for (int k = 0; k < found.length; k++) {
                        assertThat((double) Math.abs(found[k] - expected[i][k]))
                                .as(kind + " " + i)
                                .isLessThanOrEqualTo(1e-4);
                    }
                }
            }
        }
    }

    @Test
    void anExportThatComputesSomethingElseIsNoBundle() throws IOException {
        for (EngineKind wrong : EngineKind.values()) {
            var export = new BundleExport(
                    TinyTraining.machine(),
                    (bundle, options) -> options.engine() == wrong
                            ? distorting(Engines.open(bundle, options))
                            : Engines.open(bundle, options));

            assertThatThrownBy(() -> export.write(recipe(TinyNetwork.graph(0)), faces, bundle()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(wrong.toString())
                    .hasMessageContaining("No bundle was written");
            assertThat(left()).isEmpty();
        }
    }

    /** One number of one face is a little off. */
    private static EmbeddingEngine distorting(EmbeddingEngine engine) {
        return new EmbeddingEngine() {
            @Override
            public float[][] infer(FaceBatch batch) {
                float[][] vectors = engine.infer(batch);
                vectors[2][3] += 0.01f * Math.abs(vectors[2][0]) + 0.01f;
                return vectors;
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    @Test
    void aFolderThatIsThereIsLeftAlone() throws IOException {
        Files.createDirectories(bundle());
        Files.writeString(bundle().resolve("mine.txt"), "kept");

        assertThatThrownBy(() ->
                        new BundleExport(TinyTraining.machine()).write(recipe(TinyNetwork.graph(0)), faces, bundle()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there already");
        assertThat(bundle().resolve("mine.txt")).hasContent("kept");
    }
}
