package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.sightline.trainer.loss.Distillation;
import io.sightline.trainer.loss.Mining;
import io.sightline.trainer.testkit.TinyTraining;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on several replicas, all on the CPU, against the run on one that computes the same pieces one by one. */
class SeveralDevicesTest {
    private static final double SHARE = 1e-5;

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    /** @param values of the last checkpoint's network: weights and running statistics */
    private record Trained(List<Double> losses, List<Double> scores, Map<String, float[]> values) {}

    private static TrainingOptions options(int people, int images, int piece, int gathered) {
        TrainingOptions options = TinyTraining.options(3);
        return new TrainingOptions(
                options.epochs(),
                1, // the first epoch with a frozen backbone
                0,
                0,
                options.seed(),
                new TrainingOptions.Batches(people, images, piece, gathered),
                new TrainingOptions.Losses(1, 0.2, Mining.HARD, 0.5, 0.1, 0, 64, 0.5, 0, Distillation.Aim.VECTORS),
                new TrainingOptions.Steps(
                        TrainingOptions.Rule.SGD, 0.02, 1e-3, 0.9, false, TrainingOptions.Course.COSINE, 1, 10, 0.1),
                options.augmentation());
    }

    /** Pieces that are the same on one to three devices. */
    private static TrainingOptions options() {
        return options(8, 4, 8, 2);
    }

    private Trained train(String name, int replicas, float dropout, TrainingOptions options, long stopAt)
            throws InterruptedException {
        List<Double> losses = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        TrainingJob[] job = new TrainingJob[1];
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Step step) {
                losses.add(step.loss());
                if (step.step() == stopAt) {
                    job[0].stop();
                }
            }

            @Override
            public void validated(Epoch epoch) {
                scores.add(epoch.score());
            }

            @Override
            public void warns(String message) {
                warnings.add(message);
            }
        };
        Path run = folder.resolve(name);
        var store = new CheckpointStore(run);
        job[0] = new TrainingJob(
                TinyTraining.task(dropout),
                options,
                TinyTraining.machine(),
                run,
                List.of(listener),
                store,
                engine -> Collections.nCopies(replicas, Device.cpu()));
        job[0].run();
        return new Trained(
                losses, scores, store.last(warnings::add).orElseThrow().part("network/"));
    }

    private Trained train(String name, int replicas, float dropout) throws InterruptedException {
        return train(name, replicas, dropout, options(), Long.MAX_VALUE);
    }

    private static void assertNear(Trained found, Trained expected) {
        assertThat(found.losses()).hasSameSizeAs(expected.losses());
        for (int i = 0; i < expected.losses().size(); i++) {
            double loss = expected.losses().get(i);
            assertThat(found.losses().get(i)).as("loss of step " + i).isCloseTo(loss, within(SHARE * loss));
        }
        assertThat(found.values()).containsOnlyKeys(expected.values().keySet());
        expected.values().forEach((name, values) -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(found.values().get(name)).as(name).containsExactly(values, within((float) SHARE * largest));
        });
    }

    @Test
    void severalReplicasLearnWhatOneLearns() throws InterruptedException {
        Trained one = train("one", 1, 0);

        assertNear(train("two", 2, 0), one);
        assertNear(train("three", 3, 0), one);
        assertThat(one.losses()).hasSizeGreaterThan(4).doesNotHaveDuplicates();
        assertThat(warnings).isEmpty();
    }

    @Test
    void whatDropoutDropsDependsOnStepAndPieceOnly() throws InterruptedException {
        Trained two = train("two", 2, 0.4f);

        Trained again = train("again", 2, 0.4f);
        assertThat(again.losses()).isEqualTo(two.losses());
        assertThat(again.values()).usingRecursiveComparison().isEqualTo(two.values());
        assertNear(train("one", 1, 0.4f), two);
        assertThat(two.losses()).isNotEqualTo(train("none", 2, 0).losses());
    }

    @Test
    void aStoppedRunGoesOnToTheLossesOfAnUndisturbedOne() throws InterruptedException {
        Trained whole = train("whole", 2, 0.4f);

        assertThatThrownBy(() -> train("run", 2, 0.4f, options(), 2)).isInstanceOf(TrainingStopped.class);
        Trained rest = train("run", 2, 0.4f);

        assertThat(rest.losses())
                .isEqualTo(whole.losses().subList(2, whole.losses().size()));
        assertThat(rest.values()).usingRecursiveComparison().isEqualTo(whole.values());
    }

    @Test
    void devicesForWhichABatchHasNoPieceAreLeftOutAndNamed() throws InterruptedException {
        TrainingOptions small = options(8, 4, 60, 1);

        train("run", 4, 0, small, Long.MAX_VALUE);

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("A batch of 32 faces goes in 2 pieces")
                .contains("of 4 GPUs");
    }
}
