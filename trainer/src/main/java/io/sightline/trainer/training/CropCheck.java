package io.sightline.trainer.training;

import io.sightline.core.UserError;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.trainer.augment.Distortion;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.dataset.Subset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks at every face once before the first step: one that cannot be learned from is left out and named, instead of
 * ending a run hours later.
 */
final class CropCheck {
    private CropCheck() {}

    /** @param refused each in a sentence */
    record Result(CropSet usable, List<String> refused) {}

    static Result of(CropSet set, CropPreprocessor network, int width, int height) {
        String[] problems = new String[set.size()];
        IntStream.range(0, set.size()).parallel().forEach(number -> {
            try (FaceTensors.Face face = FaceTensors.of(set.crop(number), Distortion.NONE)) {
                face.into(new FaceBatch(1, width, height), network);
            } catch (UserError e) {
                problems[number] = e.getMessage();
            } catch (IllegalArgumentException e) {
                problems[number] = set.cropId(number) + " of " + set.personId(number) + " is left out: "
                        + e.getMessage() + "; expected a canonical crop of " + CanonicalTemplate.SIZE + " pixels";
            }
        });
        List<String> refused = new ArrayList<>();
        for (String problem : problems) {
            if (problem != null) {
                refused.add(problem);
            }
        }
        return new Result(refused.isEmpty() ? set : Subset.of(set, number -> problems[number] == null), refused);
    }
}
