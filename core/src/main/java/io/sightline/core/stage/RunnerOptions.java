package io.sightline.core.stage;

/**
 * How a stage is run.
 *
 * @param groupId the consumer group, without the topic prefix; also the stage's name in metrics and dead letters
 * @param maxBatch records handed to the stage at once, at most
 */
public record RunnerOptions(String groupId, int maxBatch) {

    public RunnerOptions {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("maxBatch is " + maxBatch + ", expected 1 or more");
        }
    }
}
