package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run of the trainer.
 *
 * @param name its folder's
 * @param lastAt when it wrote something last
 * @param epoch that it is in, from 1; 0 before the first step
 * @param epochs in total; empty if that is not known
 * @param step optimizer steps done
 * @param loss of the last step
 * @param score on the validation people after the last epoch
 * @param scoreName what the scores are
 * @param timeLeftSeconds about, without validation; empty before the first epoch has ended, and if it does not run
 * @param losses of all steps, several as their mean where there are many: 200 at most
 * @param epochScores 1000 at most, the last
 * @param hasReport whether there is a page about it
 */
public record TrainingRunView(
        String name,
        State state,
        Instant startedAt,
        Instant lastAt,
        int epoch,
        Optional<Integer> epochs,
        long step,
        Optional<Double> loss,
        Optional<Double> score,
        Optional<String> scoreName,
        Optional<Double> bestScore,
        Optional<Integer> bestEpoch,
        Optional<Long> timeLeftSeconds,
        List<StepLoss> losses,
        List<EpochScore> epochScores,
        boolean hasReport) {

    /** How far it is. */
    public enum State {
        /** It has written within two minutes, and there is no result. */
        RUNNING,
        /** Its result is there. */
        DONE,
        /** Neither. */
        STOPPED
    }

    /** Loss at a step. */
    public record StepLoss(long step, double loss) {}

    /**
     * What came of an epoch.
     *
     * @param loss mean of its steps; empty if it went on in the middle of it
     */
    public record EpochScore(int epoch, Optional<Double> loss, double score) {}
}
