package io.sightline.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** Stochastic gradient descent with momentum, as PyTorch computes it (dampening 0). */
public final class Sgd extends Optimizer {
    private static final String VELOCITY = "velocity";

    private final Options options;

    /**
     * @param momentum 0 for none
     * @param nesterov whether the gradient is looked at one step ahead (Sutskever et al. 2013)
     * @param weightDecay added to the gradient; 0 for none
     */
    public record Options(double momentum, boolean nesterov, double weightDecay) {
        public Options {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException("Momentum lies between 0 and below 1, got " + momentum);
            }
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("Nesterov's way needs a momentum above 0");
            }
            if (!(weightDecay >= 0)) {
                throw new IllegalArgumentException("Weight decay is 0 or more, got " + weightDecay);
            }
        }
    }

    /** @param manager of the state */
    public Sgd(List<Weight> weights, NDManager manager, Options options) {
        super(weights, manager);
        this.options = options;
    }

    @Override
    void update(Weight weight, NDArray gradient, Slot slot, double rate) {
        double decay = weight.decays() ? options.weightDecay() : 0;
        try (NDArray pulled = weight.values().mul(decay)) {
            pulled.addi(gradient);
            if (options.momentum() == 0) {
                weight.values().subi(pulled.muli(rate));
                return;
            }
            // It begins with zeros: so the first velocity is the first gradient, as in PyTorch.
            NDArray velocity = slot.tensor(VELOCITY);
            velocity.muli(options.momentum()).addi(pulled);
            try (NDArray change = velocity.mul(options.nesterov() ? options.momentum() : 1)) {
                if (options.nesterov()) {
                    change.addi(pulled);
                }
                weight.values().subi(change.muli(rate));
            }
        }
    }
}
