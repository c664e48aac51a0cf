package io.sightline.trainer.training;

import io.sightline.models.graph.NetworkGraph;
import java.nio.file.Path;

/**
 * How a run ended.
 *
 * @param best the network as it was after the best epoch
 * @param bestEpoch counted from 1
 * @param score of the best epoch on the validation set
 * @param scoreName what it is
 * @param epochs that were trained in all
 * @param steps that were taken in all
 * @param loss mean over the last epoch
 * @param stoppedEarly whether it ended since nothing became better
 * @param seconds that this process took; a run that went on had more
 */
public record TrainingResult(
        Path folder,
        NetworkGraph best,
        int bestEpoch,
        double score,
        String scoreName,
        int epochs,
        long steps,
        double loss,
        boolean stoppedEarly,
        double seconds) {}
