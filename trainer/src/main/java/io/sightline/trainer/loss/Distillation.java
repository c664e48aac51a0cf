package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sightline.core.UserError;

/** Learns from another model's vectors of the same faces. */
public final class Distillation implements Loss {
    private final Aim aim;

    /** What of the teacher the student shall come near to. */
    public enum Aim {
        /**
         * Its vectors: the mean of {@code 1 - cos}. That is half the squared distance of unit vectors. The student
         * stays comparable with its teacher as far as this gets small.
         */
        VECTORS,
        /**
         * How alike it finds any two faces of the batch: the mean squared difference of their cosines. The dimensions
         * may differ; the student's vectors have nothing to do with its teacher's.
         */
        SIMILARITIES
    }

    public Distillation(Aim aim) {
        this.aim = aim;
    }

    /** @throws UserError if the vectors themselves are to be learned, and the teacher's have another dimension */
    public void requireFits(int dimension, int teacherDimension) {
        if (aim == Aim.VECTORS && dimension != teacherDimension) {
            throw new UserError("The teacher's vectors have " + teacherDimension + " dimensions, the network's "
                    + dimension + ": give the network " + teacherDimension
                    + ", or learn the teacher's similarities instead of its vectors");
        }
    }

    @Override
    public NDArray of(NDArray embeddings, BatchLabels labels) {
        NDArray student = UnitVectors.of(embeddings);
        NDArray teacher = matrix(embeddings.getManager(), labels.teacher());
        return switch (aim) {
            case VECTORS -> student.mul(teacher).sum(new int[] {1}).mean().neg().add(1);
            case SIMILARITIES ->
                student.matMul(student.transpose())
                        .sub(teacher.matMul(teacher.transpose()))
                        .square()
                        .mean();
        };
    }

    private static NDArray matrix(NDManager manager, float[][] rows) {
        int dimension = rows[0].length;
        float[] values = new float[rows.length * dimension];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * dimension, dimension);
        }
        return manager.create(values, new Shape(rows.length, dimension));
    }
}
