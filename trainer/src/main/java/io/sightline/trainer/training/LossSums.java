package io.sightline.trainer.training;

import ai.djl.ndarray.NDManager;
import io.sightline.trainer.loss.ArcFaceHead;
import io.sightline.trainer.loss.CrossEntropyHead;
import io.sightline.trainer.loss.Distillation;
import io.sightline.trainer.loss.LossSum;
import io.sightline.trainer.loss.TripletLoss;
import java.util.ArrayList;
import java.util.List;

/** From the options to the losses. */
final class LossSums {
    private LossSums() {}

    /**
     * @param teacher null for none
     * @throws io.sightline.core.UserError if the teacher does not fit
     */
    static LossSum of(
            TrainingOptions.Losses options, NDManager manager, int dimension, int people, Teacher teacher, long seed) {
        List<LossSum.Term> terms = new ArrayList<>();
        if (options.triplet() > 0) {
            terms.add(new LossSum.Term(
                    "triplet", options.triplet(), new TripletLoss(options.mining(), options.margin())));
        }
        if (options.classes() > 0) {
            terms.add(new LossSum.Term(
                    "classes",
                    options.classes(),
                    new CrossEntropyHead(manager, dimension, people, options.smoothing(), Seeds.random(seed, 1))));
        }
        if (options.arcFace() > 0) {
            terms.add(new LossSum.Term(
                    "arcface",
                    options.arcFace(),
                    new ArcFaceHead(
                            manager,
                            dimension,
                            people,
                            options.scale(),
                            options.angle(),
                            options.smoothing(),
                            Seeds.random(seed, 2))));
        }
        if (options.teacher() > 0) {
            var distillation = new Distillation(options.aim());
            distillation.requireFits(dimension, teacher.dimension());
            terms.add(new LossSum.Term("teacher", options.teacher(), distillation));
        }
        return new LossSum(terms);
    }
}
