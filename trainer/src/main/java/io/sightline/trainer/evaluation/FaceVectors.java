package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceEmbedder.Outcome;
import io.sightline.models.embedding.FaceImage;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Makes vectors of faces: a bundle, or a network that is being trained. */
@FunctionalInterface
public interface FaceVectors {

    /**
     * A unit vector per face, by its number.
     *
     * @throws UserError naming the face, if one cannot be used
     */
    float[][] of(CropSet faces);

    /**
     * With a bundle, in batches as the embedder makes them. The embedder stays the caller's.
     *
     * @param progress gets the number of faces done so far
     */
    static FaceVectors by(FaceEmbedder embedder, IntConsumer progress) {
        return faces -> {
            float[][] rows = new float[faces.size()][];
            int batch = 64;
            for (int from = 0; from < rows.length; from += batch) {
                int to = Math.min(rows.length, from + batch);
                List<FaceImage> images = new ArrayList<>();
                for (int i = from; i < to; i++) {
                    LabelledCrop crop = faces.crop(i);
                    images.add(new FaceImage.Crop(crop.jpeg(), crop.landmarks()));
                }
                List<Outcome> outcomes = embedder.outcomes(images);
                for (int i = from; i < to; i++) {
                    rows[i] = row(outcomes.get(i - from), faces.cropId(i));
                }
                progress.accept(to);
            }
            return rows;
        };
    }

    static FaceVectors by(FaceEmbedder embedder) {
        return by(embedder, done -> {});
    }

    private static float[] row(Outcome outcome, String cropId) {
        if (outcome instanceof Outcome.Refused refused) {
            throw new UserError(cropId + ": " + refused.message() + "; expected a face's crop");
        }
        return ((Outcome.Embedded) outcome).vector().values();
    }
}
