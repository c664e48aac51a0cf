package io.sightline.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015), and with decoupled decay AdamW (Loshchilov and Hutter 2019), each as PyTorch computes it.
 */
public final class Adam extends Optimizer {
    private static final String MEAN = "mean";
    private static final String SQUARES = "squares";

    private final Options options;

    /**
     * @param weightDecay 0 for none
     * @param decoupled whether decay shrinks the weight itself (AdamW), instead of being added to the gradient (Adam)
     */
    public record Options(double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled) {
        public Options {
            if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
                throw new IllegalArgumentException(
                        "Adam's betas lie between 0 and below 1, got " + beta1 + " and " + beta2);
            }
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("Adam's epsilon is above 0, got " + epsilon);
            }
            if (!(weightDecay >= 0)) {
                throw new IllegalArgumentException("Weight decay is 0 or more, got " + weightDecay);
            }
        }

        /** PyTorch's defaults. */
        public static Options of(double weightDecay, boolean decoupled) {
            return new Options(0.9, 0.999, 1e-8, weightDecay, decoupled);
        }
    }

    /** @param manager of the state */
    public Adam(List<Weight> weights, NDManager manager, Options options) {
        super(weights, manager);
        this.options = options;
    }

    @Override
    void update(Weight weight, NDArray gradient, Slot slot, double rate) {
        NDArray values = weight.values();
        double decay = weight.decays() ? options.weightDecay() : 0;
        if (decay == 0) {
            move(values, gradient, slot, rate);
        } else if (options.decoupled()) {
            values.muli(1 - rate * decay);
            move(values, gradient, slot, rate);
        } else {
            try (NDArray pulled = values.mul(decay)) {
                pulled.addi(gradient);
                move(values, pulled, slot, rate);
            }
        }
    }

    private void move(NDArray values, NDArray gradient, Slot slot, double rate) {
        NDArray mean = slot.tensor(MEAN);
        NDArray squares = slot.tensor(SQUARES);
        mean.muli(options.beta1());
        squares.muli(options.beta2());
        try (NDArray share = gradient.mul(1 - options.beta1());
                NDArray square = gradient.square()) {
            mean.addi(share);
            squares.addi(square.muli(1 - options.beta2()));
        }
        double meanCorrection = 1 - Math.pow(options.beta1(), (double) slot.step());
        double squaresCorrection = 1 - Math.pow(options.beta2(), (double) slot.step());
        try (NDArray scale = squares.sqrt()) {
            scale.divi(Math.sqrt(squaresCorrection)).addi(options.epsilon());
            try (NDArray change = mean.div(scale)) {
                values.subi(change.muli(rate / meanCorrection));
            }
        }
    }
}
