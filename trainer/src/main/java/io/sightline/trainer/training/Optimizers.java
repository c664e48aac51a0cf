package io.sightline.trainer.training;

import ai.djl.ndarray.NDManager;
import io.sightline.trainer.optim.Adam;
import io.sightline.trainer.optim.Optimizer;
import io.sightline.trainer.optim.Schedule;
import io.sightline.trainer.optim.Sgd;
import io.sightline.trainer.optim.Weight;
import java.util.List;

/** From the options to the optimizer and its learning rate. */
final class Optimizers {
    private static final double WARM_UP_FROM = 0.01;
    private static final double COSINE_FLOOR = 0.01;

    private Optimizers() {}

    static Optimizer of(TrainingOptions.Steps options, List<Weight> weights, NDManager manager) {
        return switch (options.rule()) {
            case ADAM -> new Adam(weights, manager, Adam.Options.of(options.decay(), false));
            case ADAMW -> new Adam(weights, manager, Adam.Options.of(options.decay(), true));
            case SGD ->
                new Sgd(weights, manager, new Sgd.Options(options.momentum(), options.nesterov(), options.decay()));
        };
    }

    static Schedule schedule(TrainingOptions.Steps options, long steps, long stepsPerEpoch) {
        long warmUp = Math.min(steps - 1, Math.round(options.warmUp() * stepsPerEpoch));
        Schedule then =
                switch (options.course()) {
                    case CONSTANT -> new Schedule.Constant();
                    case COSINE -> new Schedule.Cosine(steps - warmUp, COSINE_FLOOR);
                    case STEP ->
                        new Schedule.Steps(
                                Math.max(1, Math.round(options.stepEpochs() * stepsPerEpoch)), options.stepFactor());
                };
        return warmUp <= 0 ? then : new Schedule.WarmUp(warmUp, WARM_UP_FROM, then);
    }
}
