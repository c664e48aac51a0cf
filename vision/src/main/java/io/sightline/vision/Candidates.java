package io.sightline.vision;

import io.sightline.core.BoundingBox;
import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import java.util.Arrays;

/**
 * Boxes on their way to becoming faces: a growing table of floats, because a frame has thousands of them and most are
 * gone a moment later. One thread.
 */
final class Candidates {
    /** How two boxes' overlap is measured. */
    enum Overlap {
        /** Shared area by the area of both together. */
        UNION,
        /** Shared area by the smaller one's area: also finds a box inside another. */
        SMALLER
    }

    private static final int SCORE = 4;
    private static final int SHIFT = 5;
    private static final int POINTS = 9;
    private static final int ROW = 19;

    private float[] rows = new float[64 * ROW];
    private float[] sorted = new float[64 * ROW];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Corners in pixels of the picture; no shift, no points. Returns the row. */
    int add(float x1, float y1, float x2, float y2, float score) {
        if ((size + 1) * ROW > rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        int at = size * ROW;
        rows[at] = x1;
        rows[at + 1] = y1;
        rows[at + 2] = x2;
        rows[at + 3] = y2;
        rows[at + SCORE] = score;
        Arrays.fill(rows, at + SHIFT, at + ROW, 0);
        return size++;
    }

    /** A network's correction of the corners, in widths and heights of the box. */
    void setShift(int row, float dx1, float dy1, float dx2, float dy2) {
        int at = row * ROW + SHIFT;
        rows[at] = dx1;
        rows[at + 1] = dy1;
        rows[at + 2] = dx2;
        rows[at + 3] = dy2;
    }

    void setScore(int row, float score) {
        rows[row * ROW + SCORE] = score;
    }

    /** One of the five points, in widths and heights of the box from its corner; stored in pixels. */
    void setPoint(int row, int point, float x, float y) {
        int at = row * ROW;
        rows[at + POINTS + 2 * point] = rows[at] + x * (rows[at + 2] - rows[at]);
        rows[at + POINTS + 2 * point + 1] = rows[at + 1] + y * (rows[at + 3] - rows[at + 1]);
    }

    float x1(int row) {
        return rows[row * ROW];
    }

    float y1(int row) {
        return rows[row * ROW + 1];
    }

    float x2(int row) {
        return rows[row * ROW + 2];
    }

    float y2(int row) {
        return rows[row * ROW + 3];
    }

    float score(int row) {
        return rows[row * ROW + SCORE];
    }

    DetectedFace face(int row) {
        return new DetectedFace(
                BoundingBox.ofCorners(x1(row), y1(row), x2(row), y2(row)),
                score(row),
                new Landmarks(point(row, 0), point(row, 1), point(row, 2), point(row, 3), point(row, 4)));
    }

    private Point point(int row, int point) {
        int at = row * ROW + POINTS + 2 * point;
        return new Point(rows[at], rows[at + 1]);
    }

    void addAll(Candidates others) {
        int needed = (size + others.size) * ROW;
        if (needed > rows.length) {
            rows = Arrays.copyOf(rows, Math.max(needed, rows.length * 2));
        }
        System.arraycopy(others.rows, 0, rows, size * ROW, others.size * ROW);
        size += others.size;
    }

    /** Drops what scores no more than the threshold. */
    void dropUpTo(float threshold) {
        int kept = 0;
        for (int row = 0; row < size; row++) {
            if (score(row) > threshold) {
                System.arraycopy(rows, row * ROW, rows, kept * ROW, ROW);
                kept++;
            }
        }
        size = kept;
    }

    /**
     * Non-maximum suppression: best first, each box drops the later ones that overlap it by more than the limit. What
     * stays is sorted by falling score; equal scores keep their order.
     */
    void suppress(float limit, Overlap overlap) {
        sortByScore();
        int kept = 0;
        for (int row = 0; row < size; row++) {
            if (isFree(row, kept, limit, overlap)) {
                System.arraycopy(rows, row * ROW, rows, kept * ROW, ROW);
                kept++;
            }
        }
        size = kept;
    }

    void keepFirst(int count) {
        size = Math.min(size, count);
    }

    private boolean isFree(int row, int kept, float limit, Overlap overlap) {
        int b = row * ROW;
        float bx1 = rows[b];
        float by1 = rows[b + 1];
        float bx2 = rows[b + 2];
        float by2 = rows[b + 3];
        float area = (bx2 - bx1) * (by2 - by1);
        for (int a = 0; a < kept * ROW; a += ROW) {
            float w = Math.min(rows[a + 2], bx2) - Math.max(rows[a], bx1);
            float h = Math.min(rows[a + 3], by2) - Math.max(rows[a + 1], by1);
            if (w > 0 && h > 0) {
                float shared = w * h;
                float other = (rows[a + 2] - rows[a]) * (rows[a + 3] - rows[a + 1]);
                float base = overlap == Overlap.UNION ? area + other - shared : Math.min(area, other);
                if (shared > limit * base) {
                    return false;
                }
            }
        }
        return true;
    }

    private void sortByScore() {
        long[] keys = new long[size];
        for (int row = 0; row < size; row++) {
            // Scores are not negative, so their bits sort as they do.
            keys[row] = ((long) Float.floatToIntBits(score(row)) << 32) | (Integer.MAX_VALUE - row);
        }
        Arrays.sort(keys);
        if (sorted.length < rows.length) {
            sorted = new float[rows.length];
        }
        for (int i = 0; i < size; i++) {
            int row = Integer.MAX_VALUE - (int) (keys[size - 1 - i] & Integer.MAX_VALUE);
            System.arraycopy(rows, row * ROW, sorted, i * ROW, ROW);
        }
        float[] unsorted = rows;
        rows = sorted;
        sorted = unsorted;
    }

    /** Moves the corners as the network said, and drops what that leaves without a width or a height. */
    void applyShifts() {
        int kept = 0;
        for (int at = 0; at < size * ROW; at += ROW) {
            float w = rows[at + 2] - rows[at];
            float h = rows[at + 3] - rows[at + 1];
            rows[at] += rows[at + SHIFT] * w;
            rows[at + 1] += rows[at + SHIFT + 1] * h;
            rows[at + 2] += rows[at + SHIFT + 2] * w;
            rows[at + 3] += rows[at + SHIFT + 3] * h;
            // Also false for what is not a number.
            if (rows[at + 2] > rows[at] && rows[at + 3] > rows[at + 1]) {
                System.arraycopy(rows, at, rows, kept * ROW, ROW);
                kept++;
            }
        }
        size = kept;
    }

    /** Widens the shorter side about the centre: the next net takes squares. */
    void makeSquare() {
        for (int at = 0; at < size * ROW; at += ROW) {
            float w = rows[at + 2] - rows[at];
            float h = rows[at + 3] - rows[at + 1];
            float side = Math.max(w, h);
            rows[at] += (w - side) / 2;
            rows[at + 1] += (h - side) / 2;
            rows[at + 2] = rows[at] + side;
            rows[at + 3] = rows[at + 1] + side;
        }
    }
}
