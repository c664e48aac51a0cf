package io.sightline.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.evaluation.FaceVectors;

/** Vectors of faces by the network that is being trained, as it would serve: nothing changed, nothing dropped. */
final class StudentVectors implements FaceVectors {
    private static final int FACES = 32;

    private final Student student;
    private final CropPreprocessor network;
    private final FaceBatch batch;

    StudentVectors(Student student, CropPreprocessor network, int width, int height) {
        this.student = student;
        this.network = network;
        this.batch = new FaceBatch(FACES, width, height);
    }

    @Override
    public float[][] of(CropSet faces) {
        float[][] rows = new float[faces.size()][];
        for (int from = 0; from < rows.length; from += FACES) {
            int count = Math.min(FACES, rows.length - from);
            batch.clear();
            for (int i = 0; i < count; i++) {
                var crop = faces.crop(from + i);
                batch.add(floats -> network.into(floats, crop.jpeg(), crop.landmarks()));
            }
            try (NDManager call = student.manager().newSubManager()) {
                NDArray vectors = student.forward(call, batch.bytes(), batch.shape(), false);
                float[] values = vectors.toFloatArray();
                int dimension = values.length / count;
                for (int i = 0; i < count; i++) {
                    float[] raw = new float[dimension];
                    System.arraycopy(values, i * dimension, raw, 0, dimension);
                    rows[from + i] = unit(raw, faces.cropId(from + i));
                }
            }
        }
        return rows;
    }

    private static float[] unit(float[] raw, String cropId) {
        try {
            return Embedding.normalised(raw).values();
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "The network makes no vector of " + cropId + " any more: " + e.getMessage()
                            + ". It has diverged; take a smaller learning rate",
                    e);
        }
    }
}
