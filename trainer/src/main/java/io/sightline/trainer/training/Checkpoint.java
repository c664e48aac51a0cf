package io.sightline.trainer.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A moment of a training run, whole: from it, training goes on as if nothing had been. What chance decides is a function
 * of seed, epoch, step and image, so the place is all that there is to know of it; the same for the learning rate.
 *
 * @param tensors {@code network/<name>}, {@code losses/<name>}, {@code optimizer/<weight>/<what>}
 */
public record Checkpoint(Place place, Map<String, float[]> tensors) {

    /**
     * Where a run is.
     *
     * @param step optimizer's steps done
     * @param epoch counted from 0: the one under way, or to be begun next
     * @param batch batches of it done
     * @param best the best epoch so far, -1 before the first
     * @param bestScore of it
     * @param scoreName what that is
     * @param withoutBetter epochs since
     * @param options digest of the options: a checkpoint of other options does not fit
     */
    public record Place(
            long step,
            int epoch,
            int batch,
            int best,
            double bestScore,
            String scoreName,
            int withoutBetter,
            String options) {

        static Place beginning(String options) {
            return new Place(0, 0, 0, -1, Double.NEGATIVE_INFINITY, "", 0, options);
        }

        Place afterStep(int batches) {
            return new Place(step + 1, epoch, batch + batches, best, bestScore, scoreName, withoutBetter, options);
        }

        Place afterEpoch(double score, String name, boolean isBest) {
            return new Place(
                    step,
                    epoch + 1,
                    0,
                    isBest ? epoch : best,
                    isBest ? score : bestScore,
                    name,
                    isBest ? 0 : withoutBetter + 1,
                    options);
        }
    }

    public Checkpoint {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** Those whose name begins with the prefix, without it. */
    public Map<String, float[]> part(String prefix) {
        Map<String, float[]> part = new LinkedHashMap<>();
        tensors.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), values);
            }
        });
        return part;
    }
}
