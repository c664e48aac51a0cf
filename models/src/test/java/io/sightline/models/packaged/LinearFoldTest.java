package io.sightline.models.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearFoldTest {
    private static final int OUTPUTS = 12;
    private static final int INPUTS = 20;
    private static final int RANK = 5;

    private final Random random = new Random(7);
    private final float[] weight = new float[OUTPUTS * INPUTS];
    private final float[] bias = new float[OUTPUTS];

    LinearFoldTest() {
        float[][] left = new float[OUTPUTS][RANK];
        float[][] right = new float[RANK][INPUTS + 1];
        for (float[][] matrix : new float[][][] {left, right}) {
            for (float[] row : matrix) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = (float) random.nextGaussian();
                }
            }
        }
        for (int row = 0; row < OUTPUTS; row++) {
            for (int k = 0; k < RANK; k++) {
                for (int column = 0; column < INPUTS; column++) {
                    weight[row * INPUTS + column] += left[row][k] * right[k][column];
                }
                bias[row] += left[row][k] * right[k][INPUTS];
            }
        }
    }

    @Test
    void keepsInnerProductsInFewerNumbers() {
        LinearFold fold = LinearFold.of(weight, bias, RANK);
        float[] a = input();
        float[] b = input();

        double before = dot(layer(weight, bias, a), layer(weight, bias, b));
        double after = dot(layer(fold.weight(), fold.bias(), a), layer(fold.weight(), fold.bias(), b));

        assertThat(fold.bias()).hasSize(RANK);
        assertThat(after).isCloseTo(before, within(1e-4 * Math.abs(before)));
    }

    @Test
    void ordersTheNumbersByHowMuchTheySay() {
        LinearFold fold = LinearFold.of(weight, bias, RANK + 2);

        double last = Double.MAX_VALUE;
        for (int row = 0; row < RANK + 2; row++) {
            double length = fold.bias()[row] * fold.bias()[row];
            for (int i = 0; i < INPUTS; i++) {
                length += fold.weight()[row * INPUTS + i] * fold.weight()[row * INPUTS + i];
            }
            assertThat(length).isLessThanOrEqualTo(last);
            last = length;
        }
        assertThat(last).as("beyond the rank there is nothing").isLessThan(1e-8);
    }

    private float[] input() {
        float[] values = new float[INPUTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] layer(float[] weight, float[] bias, float[] x) {
        float[] y = bias.clone();
        for (int row = 0; row < y.length; row++) {
            for (int i = 0; i < x.length; i++) {
                y[row] += weight[row * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
