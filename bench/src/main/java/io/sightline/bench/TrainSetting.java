package io.sightline.bench;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.net.Architecture;
import io.sightline.trainer.augment.Augmentation;
import io.sightline.trainer.loss.Distillation;
import io.sightline.trainer.loss.Mining;
import io.sightline.trainer.training.Machine;
import io.sightline.trainer.training.TrainingDevices;
import io.sightline.trainer.training.TrainingOptions;
import java.util.stream.IntStream;

/**
 * What a step is taken of: losses and optimizer are those of {@code ./sightline train}, at a lower rate, on as many
 * people as its small example has.
 *
 * @param batch faces, {@link #IMAGES} of each person, computed at once
 * @param threads of PyTorch, on either side
 */
record TrainSetting(Architecture architecture, int batch, int threads) {
    static final int IMAGES = 3;
    /** Whom the head tells apart. */
    static final int PEOPLE = 63;

    /** Of fewer, batch normalisation makes rounding grow so fast that nobody could say whether two compute the same. */
    private static final int LEAST = 30;

    private static final int MOST = IMAGES * PEOPLE;
    private static final long SEED = 1;

    TrainSetting {
        if (batch < LEAST || batch > MOST || batch % IMAGES != 0) {
            throw new IllegalArgumentException("A batch has " + IMAGES + " faces of each person: a multiple of "
                    + IMAGES + " from " + LEAST + " to " + MOST + ", got " + batch);
        }
        int cores = Runtime.getRuntime().availableProcessors();
        if (threads < 1 || threads > cores) {
            throw new IllegalArgumentException(
                    "Threads: 1 to " + cores + ", the processors of this machine, got " + threads);
        }
    }

    TrainingOptions options() {
        return new TrainingOptions(
                1,
                0,
                0,
                0,
                SEED,
                new TrainingOptions.Batches(batch / IMAGES, IMAGES, batch, 1),
                new TrainingOptions.Losses(
                        0.2, 0.2, Mining.SEMI_HARD, 0.1, 0.1, 0, 64, 0.5, 0, Distillation.Aim.VECTORS),
                new TrainingOptions.Steps(
                        TrainingOptions.Rule.ADAMW,
                        1e-3,
                        1e-3,
                        0.9,
                        false,
                        TrainingOptions.Course.CONSTANT,
                        0,
                        10,
                        0.1),
                Augmentation.DEFAULT);
    }

    Machine machine() {
        return new Machine(TrainingDevices.parse("cpu"), Machine.Precision.FP32, threads, 1);
    }

    /** As training begins, but without Dropout: what it drops differs, and so would the losses. */
    NetworkGraph graph() {
        return architecture.graph(architecture.defaultDimension(), SEED).withDropout(0);
    }

    /** Whose face each of a batch is. */
    int[] people() {
        return IntStream.range(0, batch).map(face -> face / IMAGES).toArray();
    }
}
