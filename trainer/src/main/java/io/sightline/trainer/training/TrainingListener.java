package io.sightline.trainer.training;

import io.sightline.trainer.evaluation.VerificationMetrics;
import java.nio.file.Path;
import java.util.Map;

/**
 * Is told how a run goes, by the thread that trains: what it does there, training waits for. What it throws ends the run;
 * the checkpoints stay.
 */
public interface TrainingListener {

    /**
     * @param folder the run's
     * @param people that are trained on
     * @param faces of them
     * @param dimension of the vectors
     * @param stepsPerEpoch the same for every epoch
     * @param stepsDone before this beginning: 0 unless the run goes on from a checkpoint
     */
    record Plan(
            Path folder,
            TrainingOptions options,
            int people,
            int faces,
            int validationPeople,
            int validationFaces,
            int dimension,
            long stepsPerEpoch,
            long stepsDone) {
        public long steps() {
            return stepsPerEpoch * options.epochs();
        }
    }

    /**
     * @param step counted from 1
     * @param epoch counted from 1
     * @param loss the sum that was made small, the mean over the step's batches
     * @param parts each loss by itself, by name: triplet, classes, arcface, teacher
     * @param rate learning rate
     * @param faces that were shown in this step
     * @param seconds that it took, waiting for the batch included
     */
    record Step(long step, int epoch, double loss, Map<String, Double> parts, double rate, int faces, double seconds) {}

    /**
     * @param epoch counted from 1
     * @param step the last one
     * @param loss mean over the epoch's steps since this process began it
     * @param score by which epochs are compared: more is better
     * @param scoreName what it is
     * @param best whether it is the best so far
     */
    record Epoch(
            int epoch,
            long step,
            double loss,
            VerificationMetrics validation,
            double score,
            String scoreName,
            boolean best) {}

    default void begins(Plan plan) {}

    /** Something that does not end the run, and that its owner should know, in a sentence. */
    default void warns(String message) {}

    default void stepped(Step step) {}

    default void validated(Epoch epoch) {}

    default void ends(TrainingResult result) {}
}
