package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Parameter;
import io.sightline.models.testkit.TestBundles;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.testkit.MadeUpPeople;
import io.sightline.trainer.testkit.TinyNetwork;
import io.sightline.trainer.testkit.TinyTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which weights a run changes, and whom it learns from. */
class WhatIsTrainedTest {
    @TempDir
    Path folder;

    private TrainingOptions options(int epochs, int freezeEpochs, double teacher) {
        TrainingOptions o = TinyTraining.options(epochs);
        TrainingOptions.Losses l = o.losses();
        double own = teacher > 0 ? 0 : 1;
        return new TrainingOptions(
                epochs,
                freezeEpochs,
                0,
                0,
                1,
                o.batches(),
                new TrainingOptions.Losses(
                        own, l.margin(), l.mining(), own, 0.1, 0, l.scale(), l.angle(), teacher, l.aim()),
                o.steps(),
                o.augmentation());
    }

    private Set<String> changedAfter(int epochs, int freezeEpochs) throws InterruptedException {
        Path run = folder.resolve(epochs + "-" + freezeEpochs);
        TrainingTask task = TinyTraining.task(0);
        new TrainingJob(task, options(epochs, freezeEpochs, 0), TinyTraining.machine(), run, List.of()).run();
        Map<String, float[]> after =
                new CheckpointStore(run).last(damaged -> {}).orElseThrow().part("network/");
        var changed = new TreeSet<String>();
        task.graph().parameters().forEach((name, before) -> {
            if (!Arrays.equals(before.values(), after.get(name))) {
                changed.add(name);
            }
        });
        return changed;
    }

    @Test
    void aFrozenBackboneStaysToTheLastBitUntilItIsThawed() throws InterruptedException {
        String[] head = {"last.weight", "norm.beta", "norm.gamma", "norm.mean", "norm.variance"};

        assertThat(changedAfter(2, 2)).containsExactlyInAnyOrder(head);
        assertThat(changedAfter(3, 2)).contains(head).contains("first.weight", "first_norm.mean", "third_norm.gamma");
    }

    @Test
    void aStudentComesNearItsTeacherOnPeopleNobodyShowedIt() throws IOException, InterruptedException {
        ModelBundle teacher = TestBundles.tiny(folder.resolve("teacher"));
        CropSet unseen = MadeUpPeople.of("v", 6, 4);
        NetworkGraph graph = TinyNetwork.graph(0);
        var task = new TrainingTask(
                graph,
                TinyNetwork.INPUT,
                TinyNetwork.TEMPLATE,
                MadeUpPeople.of("p", 10, 7),
                unseen,
                Optional.of(teacher));
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Step step) {
                assertThat(step.parts()).containsOnlyKeys("teacher");
                losses.add(step.loss());
            }
        };
        Path run = folder.resolve("run");
        new TrainingJob(task, options(25, 0, 1), TinyTraining.machine(), run, List.of(listener)).run();
        NetworkGraph trained = last(run, graph);

        float[][] taught = vectors(teacher, unseen);
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.6 * losses.get(0));
        assertThat(cosine(vectors(trained, unseen), taught))
                .isGreaterThan(cosine(vectors(graph, unseen), taught) + 0.15);
    }

    /** Not the best epoch's: people who are made up are told apart after the first. */
    private static NetworkGraph last(Path run, NetworkGraph graph) {
        Map<String, float[]> values =
                new CheckpointStore(run).last(warning -> {}).orElseThrow().part("network/");
        Map<String, Parameter> weights = new LinkedHashMap<>();
        graph.parameters()
                .forEach((name, weight) -> weights.put(name, new Parameter(name, weight.shape(), values.get(name))));
        return graph.withParameters(weights);
    }

    private static float[][] vectors(NetworkGraph graph, CropSet faces) {
        try (var network = new TrainedNetwork(graph, TinyNetwork.INPUT, TinyNetwork.TEMPLATE, TinyTraining.machine())) {
            return network.of(faces);
        }
    }

    private static float[][] vectors(ModelBundle bundle, CropSet faces) {
        List<FaceImage> images = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            images.add(new FaceImage.Crop(faces.crop(i).jpeg(), faces.crop(i).landmarks()));
        }
        try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT)) {
            return embedder.embed(images).stream().map(Embedding::values).toArray(float[][]::new);
        }
    }

    private static double cosine(float[][] a, float[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < a[i].length; k++) {
                sum += a[i][k] * b[i][k] / a.length;
            }
        }
        return sum;
    }

    @Test
    void aRunThatIsAskedToStopEndsAfterTheStepAndGoesOnFromThere() throws InterruptedException {
        List<Double> whole = new ArrayList<>();
        stopping(folder.resolve("whole"), whole, Long.MAX_VALUE);
        List<Double> losses = new ArrayList<>();
        Path run = folder.resolve("run");

        for (long step : new long[] {2, 5}) {
            assertThatThrownBy(() -> stopping(run, losses, step))
                    .isInstanceOfSatisfying(TrainingStopped.class, stopped -> assertThat(stopped.step())
                            .isEqualTo(step));
            assertThat(losses).hasSize((int) step);
        }
        stopping(run, losses, Long.MAX_VALUE);

        assertThat(losses).isEqualTo(whole);
    }

    private void stopping(Path run, List<Double> losses, long at) throws InterruptedException {
        TrainingJob[] job = new TrainingJob[1];
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Step step) {
                losses.add(step.loss());
                if (step.step() == at) {
                    job[0].stop();
                }
            }
        };
        job[0] = new TrainingJob(
                TinyTraining.task(0.3f), options(2, 0, 0), TinyTraining.machine(), run, List.of(listener));
        job[0].run();
    }
}
