package io.sightline.operations.rollout;

/** A roll-out that was not done, though nothing was wrong with the request: the answer is no. The message says why. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
