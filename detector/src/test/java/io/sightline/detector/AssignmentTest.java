package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    @Test
    void takesThePairThatFitsBestRatherThanTwoThatFitBadly() {
        double[][] cost = {{0.1, 1.0}, {1.0, 1.8}};

        assertThat(Assignment.cheapest(cost, 1.8)).containsExactly(0, -1);
    }

    @Test
    void choosesForAllPairsTogether() {
        double[][] cost = {{0.2, 0.3}, {0.3, 1.2}};

        assertThat(Assignment.cheapest(cost, 1.8)).containsExactly(1, 0);
    }

    @Test
    void hasNothingToAssignWhereOneSideIsEmpty() {
        assertThat(Assignment.cheapest(new double[0][], 1)).isEmpty();
        assertThat(Assignment.cheapest(new double[3][0], 1)).containsExactly(-1, -1, -1);
    }

    @Test
    void isAsCheapAsTheBestOfAllAssignments() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            double[][] cost = new double[1 + random.nextInt(5)][1 + random.nextInt(5)];
            for (double[] row : cost) {
                for (int c = 0; c < row.length; c++) {
                    row[c] = random.nextDouble() * 2;
                }
            }

            int[] answer = Assignment.cheapest(cost, 1);

            assertThat(total(cost, answer, 1)).isCloseTo(least(cost, 0, 0, 1), within(1e-9));
        }
    }

    /** Against leaving everything apart: each pair taken saves the difference. */
    private static double total(double[][] cost, int[] columnOfRow, double unmatched) {
        double sum = 0;
        for (int r = 0; r < cost.length; r++) {
            if (columnOfRow[r] >= 0) {
                sum += cost[r][columnOfRow[r]] - unmatched;
            }
        }
        return sum;
    }

    private static double least(double[][] cost, int row, int taken, double unmatched) {
        if (row == cost.length) {
            return 0;
        }
        double best = least(cost, row + 1, taken, unmatched);
        for (int c = 0; c < cost[row].length; c++) {
            if ((taken & 1 << c) == 0) {
                best = Math.min(best, cost[row][c] - unmatched + least(cost, row + 1, taken | 1 << c, unmatched));
            }
        }
        return best;
    }
}
