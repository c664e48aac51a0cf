package io.sightline.trainer.training;

import io.sightline.trainer.augment.Augmentation;
import io.sightline.trainer.loss.Distillation;
import io.sightline.trainer.loss.Mining;

/**
 * What decides the outcome of a run, besides data and network. The machine is none of it: a run may go on on another.
 *
 * @param epochs how often every face is shown
 * @param freezeEpochs for so many epochs at first, only what follows the last feature map learns; 0 for none
 * @param patience ends after so many epochs without a better one; 0 for never
 * @param checkpointSteps steps between checkpoints within an epoch; 0: only at its end
 * @param seed of all that chance decides
 */
public record TrainingOptions(
        int epochs,
        int freezeEpochs,
        int patience,
        int checkpointSteps,
        long seed,
        Batches batches,
        Losses losses,
        Steps steps,
        Augmentation augmentation) {

    /**
     * @param people in a batch
     * @param images of each of them
     * @param piece faces computed at once on a device, at most: larger batches go in pieces and are still judged as a
     *     whole. Several devices share a batch in smaller ones, and batch normalisation sees pieces; so a run that is to
     *     go on with another number of devices to the very same losses needs pieces that are small enough for all
     * @param gathered batches whose gradients make one step
     */
    public record Batches(int people, int images, int piece, int gathered) {
        public Batches {
            require(people >= 2 && people <= 4096, "people in a batch: 2 to 4096, got " + people);
            require(images >= 2 && images <= 256, "images of a person in a batch: 2 to 256, got " + images);
            require(piece >= 4, "faces computed at once: 4 or more, got " + piece);
            require(gathered >= 1 && gathered <= 1024, "batches gathered for a step: 1 to 1024, got " + gathered);
        }
    }

    /**
     * Each loss counts by its factor; 0 leaves it out.
     *
     * @param triplet factor of the triplet loss
     * @param margin of triplets, on squared distances
     * @param classes factor of the cross-entropy over people
     * @param smoothing of its labels
     * @param arcFace factor of ArcFace
     * @param scale ArcFace's s
     * @param angle ArcFace's m, radians
     * @param teacher factor of distillation
     */
    public record Losses(
            double triplet,
            double margin,
            Mining mining,
            double classes,
            double smoothing,
            double arcFace,
            double scale,
            double angle,
            double teacher,
            Distillation.Aim aim) {
        public Losses {
            require(
                    triplet >= 0 && classes >= 0 && arcFace >= 0 && teacher >= 0,
                    "factors of losses are 0 or more, got triplet " + triplet + ", classes " + classes + ", arcface "
                            + arcFace + ", teacher " + teacher);
            require(triplet + classes + arcFace + teacher > 0, "nothing to learn: the factors of all losses are 0");
            require(margin > 0 && margin <= 4, "margin of triplets: above 0, at most 4, got " + margin);
            require(smoothing >= 0 && smoothing < 1, "smoothing of labels: 0 to below 1, got " + smoothing);
            require(scale > 0, "ArcFace's scale: above 0, got " + scale);
            require(angle >= 0 && angle < Math.PI / 2, "ArcFace's angle: 0 to below pi/2 radians, got " + angle);
        }
    }

    public enum Rule {
        ADAM,
        /** Adam with decoupled weight decay. */
        ADAMW,
        SGD
    }

    public enum Course {
        CONSTANT,
        COSINE,
        STEP
    }

    /**
     * @param rate learning rate at its highest
     * @param decay of weights; biases and normalisation are left out
     * @param momentum SGD's
     * @param nesterov SGD's
     * @param course how the rate goes after the warm-up
     * @param warmUp epochs in which it rises to its highest
     * @param stepEpochs course STEP: falls after each so many epochs
     * @param stepFactor course STEP: by this factor
     */
    public record Steps(
            Rule rule,
            double rate,
            double decay,
            double momentum,
            boolean nesterov,
            Course course,
            double warmUp,
            double stepEpochs,
            double stepFactor) {
        public Steps {
            require(rate > 0 && rate <= 100, "learning rate: above 0, at most 100, got " + rate);
            require(decay >= 0 && decay < 1, "weight decay: 0 to below 1, got " + decay);
            require(momentum >= 0 && momentum < 1, "momentum: 0 to below 1, got " + momentum);
            require(!nesterov || momentum > 0, "Nesterov's way needs a momentum above 0");
            require(warmUp >= 0, "epochs of warm-up: 0 or more, got " + warmUp);
            require(stepEpochs > 0, "epochs between steps of the rate: above 0, got " + stepEpochs);
            require(stepFactor > 0 && stepFactor <= 1, "factor of a step: above 0, at most 1, got " + stepFactor);
        }
    }

    public TrainingOptions {
        require(epochs >= 1 && epochs <= 1_000_000, "epochs: 1 to 1000000, got " + epochs);
        require(freezeEpochs >= 0, "epochs with a frozen backbone: 0 or more, got " + freezeEpochs);
        require(patience >= 0, "patience: 0 or more epochs, got " + patience);
        require(checkpointSteps >= 0, "steps between checkpoints: 0 or more, got " + checkpointSteps);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
