package io.sightline.models.packaged;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The last, linear layer of an embedder in fewer numbers. Where the layer's rank is smaller than its output, a rotation
 * brings all that it can say into the first numbers, and the rest is zero: lengths and angles stay as they are.
 *
 * <p>With {@code [W b] = U S Vᵀ} the folded layer is {@code UᵀW, Uᵀb} for the first columns of U. Each column's sign is
 * free: we make its largest entry positive. Java computes floating point to the bit as written since 17 (JEP 306), and
 * the decomposition calls no intrinsic but the square root, so the result is the same on every machine; its checksum is
 * pinned nevertheless ({@link PackagedModel}).
 */
final class LinearFold {
    private final float[] weight;
    private final float[] bias;

    private LinearFold(float[] weight, float[] bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * @param weight {@code [outputs, inputs]}
     * @param bias {@code [outputs]}
     * @param dimension of the folded layer's output
     */
    static LinearFold of(float[] weight, float[] bias, int dimension) {
        int outputs = bias.length;
        int inputs = weight.length / outputs;
        RealMatrix layer = new Array2DRowRealMatrix(outputs, inputs + 1);
        for (int row = 0; row < outputs; row++) {
            for (int column = 0; column < inputs; column++) {
                layer.setEntry(row, column, weight[row * inputs + column]);
            }
            layer.setEntry(row, inputs, bias[row]);
        }
        RealMatrix basis = new SingularValueDecomposition(layer).getU();
        float[] foldedWeight = new float[dimension * inputs];
        float[] foldedBias = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            double[] direction = basis.getColumn(k);
            double sign = Math.signum(largest(direction));
            for (int column = 0; column <= inputs; column++) {
                double sum = 0;
                for (int row = 0; row < outputs; row++) {
                    sum += sign * direction[row] * layer.getEntry(row, column);
                }
                if (column < inputs) {
                    foldedWeight[k * inputs + column] = (float) sum;
                } else {
                    foldedBias[k] = (float) sum;
                }
            }
        }
        return new LinearFold(foldedWeight, foldedBias);
    }

    /** {@code [dimension, inputs]}. */
    float[] weight() {
        return weight;
    }

    float[] bias() {
        return bias;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            if (Math.abs(value) > Math.abs(largest)) {
                largest = value;
            }
        }
        return largest;
    }
}
