package io.sightline.trainer.testkit;

import io.sightline.trainer.augment.Augmentation;
import io.sightline.trainer.loss.Distillation;
import io.sightline.trainer.loss.Mining;
import io.sightline.trainer.training.Machine;
import io.sightline.trainer.training.TrainingDevices;
import io.sightline.trainer.training.TrainingJob;
import io.sightline.trainer.training.TrainingListener;
import io.sightline.trainer.training.TrainingOptions;
import io.sightline.trainer.training.TrainingTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A small run on made-up people; as a process of its own it can be killed. */
public final class TinyTraining {
    private TinyTraining() {}

    public static TrainingOptions options(int epochs) {
        return new TrainingOptions(
                epochs,
                0,
                0,
                3,
                11,
                new TrainingOptions.Batches(4, 4, 64, 1),
                new TrainingOptions.Losses(1, 0.2, Mining.RANDOM, 0.5, 0.1, 0, 64, 0.5, 0, Distillation.Aim.VECTORS),
                new TrainingOptions.Steps(
                        TrainingOptions.Rule.ADAM, 2e-3, 1e-3, 0.9, false, TrainingOptions.Course.COSINE, 1, 10, 0.1),
                Augmentation.DEFAULT);
    }

    public static TrainingTask task(float dropout) {
        return new TrainingTask(
                TinyNetwork.graph(dropout),
                TinyNetwork.INPUT,
                TinyNetwork.TEMPLATE,
                MadeUpPeople.of("p", 10, 7),
                MadeUpPeople.of("v", 6, 4),
                Optional.empty());
    }

    public static Machine machine() {
        return new Machine(TrainingDevices.parse("cpu"), Machine.Precision.FP32, 1, 1);
    }

    /** Writes each step's loss to a file; so slowly, if asked for, that there is time to be killed. */
    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[0]);
        long pauseMillis = Long.parseLong(args[1]);
        Path losses = folder.resolve("losses.txt");
        TrainingListener writer = new TrainingListener() {
            @Override
            public void begins(Plan plan) {
                line("go on after " + plan.stepsDone());
            }

            @Override
            public void stepped(Step step) {
                line(String.format(Locale.ROOT, "%d %.9g", step.step(), step.loss()));
                try {
                    Thread.sleep(pauseMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void ends(io.sightline.trainer.training.TrainingResult result) {
                line("end");
            }

            private void line(String text) {
                try {
                    Files.createDirectories(folder);
                    Files.write(
                            losses,
                            (text + "\n").getBytes(StandardCharsets.UTF_8),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        new TrainingJob(task(0.3f), options(6), machine(), folder, List.of(writer)).run();
    }
}
