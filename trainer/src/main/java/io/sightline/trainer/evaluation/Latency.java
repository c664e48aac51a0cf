package io.sightline.trainer.evaluation;

import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.data.LabelledCrop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long a face takes, crop to vector: decoding and warping included, as in the pipeline.
 *
 * @param batch faces at once
 * @param median milliseconds a face
 * @param p95 95 of 100 batches took no longer, milliseconds a face
 */
public record Latency(int batch, double median, double p95) {
    private static final int WARM_UP = 5;
    private static final int MEASURED = 40;

    /** @param nanos a clock such as {@code System::nanoTime} */
    public static Latency of(FaceEmbedder embedder, CropSet faces, int batch, LongSupplier nanos) {
        double[] perFace = new double[MEASURED];
        int next = 0;
        for (int run = -WARM_UP; run < MEASURED; run++) {
            List<FaceImage> images = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                LabelledCrop crop = faces.crop(next++ % faces.size());
                images.add(new FaceImage.Crop(crop.jpeg(), crop.landmarks()));
            }
            long begin = nanos.getAsLong();
            embedder.outcomes(images);
            if (run >= 0) {
                perFace[run] = (nanos.getAsLong() - begin) / 1e6 / batch;
            }
        }
        Arrays.sort(perFace);
        return new Latency(batch, Interval.quantile(perFace, 0.5), Interval.quantile(perFace, 0.95));
    }
}
