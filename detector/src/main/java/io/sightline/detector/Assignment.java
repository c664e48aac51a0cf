package io.sightline.detector;

import java.util.Arrays;

/**
 * The cheapest one-to-one assignment of rows to columns (Kuhn 1955, in the shortest augmenting path form of Jonker and
 * Volgenant 1987), cubic in the larger side.
 *
 * <p>Best overall, not pair by pair: where two faces meet, a greedy choice of the nearest pair leaves the other face
 * with whatever remains.
 */
final class Assignment {

    private Assignment() {}

    /**
     * @param cost a rectangle, rows by columns, of finite values
     * @param unmatched what a pair costs that is left unmatched; a dearer pair is never taken
     * @return for each row its column, or -1; the same matrix always gives the same answer
     */
    static int[] cheapest(double[][] cost, double unmatched) {
        int rows = cost.length;
        int columns = rows == 0 ? 0 : cost[0].length;
        int n = Math.max(rows, columns);
        double[] rowPotential = new double[n + 1];
        double[] columnPotential = new double[n + 1];
        int[] rowOfColumn = new int[n + 1]; // 1-based; 0 is the free row that is being placed
        for (int row = 1; row <= n; row++) {
            int[] cameFrom = new int[n + 1];
            double[] slack = new double[n + 1];
            Arrays.fill(slack, Double.POSITIVE_INFINITY);
            boolean[] done = new boolean[n + 1];
            rowOfColumn[0] = row;
            int column = 0;
            do {
                done[column] = true;
                int current = rowOfColumn[column];
                double least = Double.POSITIVE_INFINITY;
                int next = 0;
                for (int c = 1; c <= n; c++) {
                    if (done[c]) {
                        continue;
                    }
                    double reduced =
                            at(cost, current - 1, c - 1, unmatched) - rowPotential[current] - columnPotential[c];
                    if (reduced < slack[c]) {
                        slack[c] = reduced;
                        cameFrom[c] = column;
                    }
                    if (slack[c] < least) {
                        least = slack[c];
                        next = c;
                    }
                }
                for (int c = 0; c <= n; c++) {
                    if (done[c]) {
                        rowPotential[rowOfColumn[c]] += least;
                        columnPotential[c] -= least;
                    } else {
                        slack[c] -= least;
                    }
                }
                column = next;
            } while (rowOfColumn[column] != 0);
            while (column != 0) {
                rowOfColumn[column] = rowOfColumn[cameFrom[column]];
                column = cameFrom[column];
            }
        }
        int[] columnOfRow = new int[rows];
        Arrays.fill(columnOfRow, -1);
        for (int c = 1; c <= columns; c++) {
            int row = rowOfColumn[c] - 1;
            if (row < rows && cost[row][c - 1] < unmatched) {
                columnOfRow[row] = c - 1;
            }
        }
        return columnOfRow;
    }

    /** The padded square: beyond the rectangle everything costs the same, so it does not sway the choice. */
    private static double at(double[][] cost, int row, int column, double unmatched) {
        return row < cost.length && column < cost[row].length ? Math.min(cost[row][column], unmatched) : unmatched;
    }
}
