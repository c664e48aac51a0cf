package io.sightline.standalone.command;

import io.sightline.trainer.augment.Augmentation;
import io.sightline.trainer.loss.Distillation;
import io.sightline.trainer.loss.Mining;
import io.sightline.trainer.training.InitialNetwork;
import io.sightline.trainer.training.TrainingOptions;
import io.sightline.trainer.training.TrainingOptions.Course;
import io.sightline.trainer.training.TrainingOptions.Rule;
import picocli.CommandLine.Option;

/**
 * What decides how a network is trained. What is not said is set for a small data set on two cores: a run of 63 people
 * with 14 pictures each takes less than half an hour.
 */
final class TrainSettings {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "How often each face is shown. Default: ${DEFAULT-VALUE}")
    private int epochs = 40;

    @Option(names = "--seed", paramLabel = "N", description = "Of all that chance decides. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(
            names = "--freeze",
            paramLabel = "N",
            description =
                    "Epochs at first in which only what follows the last feature map learns. Default: ${DEFAULT-VALUE}")
    private int freeze = 0;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "End after so many epochs without a better one; 0: never. Default: ${DEFAULT-VALUE}")
    private int patience = 0;

    @Option(
            names = "--checkpoint-steps",
            paramLabel = "N",
            description = "Steps between checkpoints within an epoch; 0: at its end only. Default: ${DEFAULT-VALUE}")
    private int checkpointSteps = 0;

    @Option(names = "--people", paramLabel = "N", description = "People in a batch. Default: ${DEFAULT-VALUE}")
    private int people = 10;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Pictures of each of them in a batch. Default: ${DEFAULT-VALUE}")
    private int images = 3;

    @Option(
            names = "--piece",
            paramLabel = "N",
            description = "Faces computed at once: larger batches go in pieces. Default: ${DEFAULT-VALUE}")
    private int piece = 60;

    @Option(
            names = "--gather",
            paramLabel = "N",
            description = "Batches whose gradients make one step. Default: ${DEFAULT-VALUE}")
    private int gather = 1;

    @Option(
            names = "--triplet",
            paramLabel = "X",
            description = "Factor of the triplet loss. Default: ${DEFAULT-VALUE}")
    private double triplet = 0.2;

    @Option(
            names = "--margin",
            paramLabel = "X",
            description = "Margin of triplets, on squared distances. Default: ${DEFAULT-VALUE}")
    private double margin = 0.2;

    @Option(
            names = "--mining",
            description = "How triplets are found: random, hard, semi_hard. Default: ${DEFAULT-VALUE}")
    private Mining mining = Mining.SEMI_HARD;

    @Option(
            names = "--classes",
            paramLabel = "X",
            description = "Factor of the cross-entropy over people. Default: ${DEFAULT-VALUE}")
    private double classes = 0.1;

    @Option(names = "--smoothing", paramLabel = "X", description = "Of labels. Default: ${DEFAULT-VALUE}")
    private double smoothing = 0.1;

    @Option(names = "--arcface", paramLabel = "X", description = "Factor of ArcFace. Default: ${DEFAULT-VALUE}")
    private double arcFace = 0;

    @Option(names = "--scale", paramLabel = "X", description = "ArcFace's s. Default: ${DEFAULT-VALUE}")
    private double scale = 64;

    @Option(names = "--angle", paramLabel = "X", description = "ArcFace's m, radians. Default: ${DEFAULT-VALUE}")
    private double angle = 0.5;

    @Option(
            names = "--distil",
            paramLabel = "X",
            description = "Factor of what the teacher says; counts with --teacher only. Default: ${DEFAULT-VALUE}")
    private double distil = 1;

    @Option(
            names = "--aim",
            description = "What is learned of the teacher: vectors, or similarities, whose dimension may be another."
                    + " Default: ${DEFAULT-VALUE}")
    private Distillation.Aim aim = Distillation.Aim.VECTORS;

    @Option(
            names = "--dropout",
            paramLabel = "X",
            description = "Share of the features dropped before the last layer. Default: 0 with a teacher, which says"
                    + " enough of each face; else the network's own")
    private Double dropout;

    @Option(names = "--optimizer", description = "adam, adamw or sgd. Default: ${DEFAULT-VALUE}")
    private Rule optimizer = Rule.ADAMW;

    @Option(names = "--rate", paramLabel = "X", description = "The highest learning rate. Default: ${DEFAULT-VALUE}")
    private double rate = 3e-3;

    @Option(names = "--decay", paramLabel = "X", description = "Weight decay. Default: ${DEFAULT-VALUE}")
    private double decay = 1e-3;

    @Option(names = "--momentum", paramLabel = "X", description = "SGD's. Default: ${DEFAULT-VALUE}")
    private double momentum = 0.9;

    @Option(names = "--nesterov", description = "SGD's momentum looks one step ahead")
    private boolean nesterov;

    @Option(names = "--schedule", description = "constant, cosine or step. Default: ${DEFAULT-VALUE}")
    private Course schedule = Course.COSINE;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Epochs in which the rate rises. Default: ${DEFAULT-VALUE}")
    private double warmUp = 1;

    @Option(
            names = "--step-epochs",
            paramLabel = "N",
            description = "Schedule step: epochs until the rate falls. Default: ${DEFAULT-VALUE}")
    private double stepEpochs = 10;

    @Option(
            names = "--step-factor",
            paramLabel = "X",
            description = "Schedule step: by what. Default: ${DEFAULT-VALUE}")
    private double stepFactor = 0.1;

    @Option(
            names = "--mirror",
            paramLabel = "X",
            description = "How often faces are mirrored. Default: ${DEFAULT-VALUE}")
    private double mirror = Augmentation.DEFAULT.mirror();

    @Option(names = "--rotation", paramLabel = "X", description = "Degrees, at most. Default: ${DEFAULT-VALUE}")
    private double rotation = Augmentation.DEFAULT.rotation();

    @Option(
            names = "--shift",
            paramLabel = "X",
            description = "In distances of the eyes, at most. Default: ${DEFAULT-VALUE}")
    private double shift = Augmentation.DEFAULT.shift();

    @Option(names = "--zoom", paramLabel = "X", description = "By a share, at most. Default: ${DEFAULT-VALUE}")
    private double zoom = Augmentation.DEFAULT.zoom();

    @Option(
            names = "--colour",
            paramLabel = "X",
            description = "Brightness, contrast, saturation: by a share, at most. Default: ${DEFAULT-VALUE}")
    private double colour = Augmentation.DEFAULT.colour();

    @Option(names = "--blur", paramLabel = "X", description = "How often. Default: ${DEFAULT-VALUE}")
    private double blur = Augmentation.DEFAULT.blur();

    @Option(names = "--jpeg", paramLabel = "X", description = "How often compressed again. Default: ${DEFAULT-VALUE}")
    private double jpeg = Augmentation.DEFAULT.jpeg();

    long seed() {
        return seed;
    }

    /** @throws IllegalArgumentException if the network has nothing that could drop */
    InitialNetwork start(InitialNetwork network, boolean taught) {
        if (dropout == null) {
            return taught ? network.dropping(0) : network;
        }
        if (dropout > 0 && network.graph().dropouts().isEmpty()) {
            throw new IllegalArgumentException(
                    "this network has no layer of Dropout; leave it away, or take another network (--arch)");
        }
        return network.dropping(dropout);
    }

    /** @throws IllegalArgumentException naming what is out of its range */
    TrainingOptions options(boolean taught) {
        if (dropout != null && !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("--dropout: a share from 0 to below 1, got " + dropout);
        }
        return new TrainingOptions(
                epochs,
                freeze,
                patience,
                checkpointSteps,
                seed,
                new TrainingOptions.Batches(people, images, piece, gather),
                new TrainingOptions.Losses(
                        triplet, margin, mining, classes, smoothing, arcFace, scale, angle, taught ? distil : 0, aim),
                new TrainingOptions.Steps(
                        optimizer, rate, decay, momentum, nesterov, schedule, warmUp, stepEpochs, stepFactor),
                new Augmentation(mirror, rotation, shift, zoom, colour, blur, jpeg));
    }
}
