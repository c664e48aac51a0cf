package io.sightline.trainer.training;

/** A run ended before its end since {@link TrainingJob#stop} asked for it; it can go on from its last checkpoint. */
public final class TrainingStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long step;

    TrainingStopped(long step) {
        super("Training was stopped after step " + step);
        this.step = step;
    }

    /** Steps that were done, and are in the checkpoint; 0 if there is none yet. */
    public long step() {
        return step;
    }
}
