package io.sightline.trainer.optim;

/**
 * How the learning rate goes over the optimizer's steps. A function of the step's number alone, counted from 0: training
 * that goes on from a checkpoint needs no more than that number. Equal to PyTorch's {@code lr_scheduler} of the same
 * name.
 */
public sealed interface Schedule {

    /** @return what the learning rate is multiplied by */
    double factor(long step);

    record Constant() implements Schedule {
        @Override
        public double factor(long step) {
            return 1;
        }
    }

    /**
     * Half a cosine (Loshchilov and Hutter 2017), then level.
     *
     * @param steps until it has reached {@code floor}
     * @param floor the last factor
     */
    record Cosine(long steps, double floor) implements Schedule {
        public Cosine {
            require(steps > 0, "A cosine schedule has a step at least");
            require(floor >= 0 && floor <= 1, "A cosine schedule ends between 0 and 1");
        }

        @Override
        public double factor(long step) {
            double share = (double) Math.min(step, steps) / steps;
            return floor + (1 - floor) * (1 + Math.cos(Math.PI * share)) / 2;
        }
    }

    /** Multiplied by {@code by} each time that {@code every} steps are done. */
    record Steps(long every, double by) implements Schedule {
        public Steps {
            require(every > 0, "A step schedule falls after a step at least");
            require(by > 0 && by <= 1, "A step schedule falls by a factor above 0, at most 1");
        }

        @Override
        public double factor(long step) {
            return Math.pow(by, (double) Math.floorDiv(step, every));
        }
    }

    /**
     * Rises in a straight line, then goes on with another schedule from its beginning.
     *
     * @param steps 0 for none
     * @param from the first factor
     */
    record WarmUp(long steps, double from, Schedule then) implements Schedule {
        public WarmUp {
            require(steps >= 0, "A warm-up has 0 steps or more");
            require(from >= 0 && from <= 1, "A warm-up begins between 0 and 1");
        }

        @Override
        public double factor(long step) {
            return step < steps ? from + (1 - from) * step / steps : then.factor(step - steps);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
