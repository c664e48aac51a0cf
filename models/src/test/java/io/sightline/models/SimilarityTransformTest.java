package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import org.junit.jupiter.api.Test;

class SimilarityTransformTest {
    private static final Landmarks FACE = CanonicalTemplate.POINTS;

    @Test
    void findsTheTurnScaleAndShiftThatThePointsWentThrough() {
        double turn = Math.toRadians(25);
        double scale = 0.4;
        Landmarks moved = Landmarks.of(FACE.points().stream()
                .map(p -> new Point((float) (scale * (Math.cos(turn) * p.x() - Math.sin(turn) * p.y()) + 300), (float)
                        (scale * (Math.sin(turn) * p.x() + Math.cos(turn) * p.y()) - 20)))
                .toList());

        SimilarityTransform found = SimilarityTransform.between(FACE, moved);

        assertThat(found.scale()).isCloseTo(scale, within(1e-6));
        assertThat(found.matrix2x3())
                .containsExactly(
                        new double[] {
                            scale * Math.cos(turn),
                            -scale * Math.sin(turn),
                            300,
                            scale * Math.sin(turn),
                            scale * Math.cos(turn),
                            -20
                        },
                        within(1e-4));
        assertThat(found.apply(FACE.nose()).x()).isCloseTo(moved.nose().x(), within(1e-3f));
        assertThat(found.apply(FACE).leftMouth().y())
                .isCloseTo(moved.leftMouth().y(), within(1e-3f));
    }

    @Test
    void neverMirrors() {
        Landmarks mirrored = Landmarks.of(
                FACE.points().stream().map(p -> new Point(224 - p.x(), p.y())).toList());

        double[] m = SimilarityTransform.between(FACE, mirrored).matrix2x3();

        assertThat(m[0] * m[4] - m[1] * m[3]).as("determinant").isPositive();
    }

    @Test
    void isTheNearestOfAllSimilarities() {
        Landmarks other = new Landmarks(
                new Point(10, 12), new Point(33, 9), new Point(25, 30), new Point(13, 41), new Point(30, 37));
        SimilarityTransform best = SimilarityTransform.between(FACE, other);
        double least = squares(best.matrix2x3(), other);

        for (int i = 0; i < 6; i++) {
            for (double step : new double[] {-1e-3, 1e-3}) {
                double[] m = best.matrix2x3();
                nudge(m, i, step);
                assertThat(squares(m, other)).isGreaterThan(least);
            }
        }
    }

    @Test
    void refusesPointsThatAreOne() {
        Point p = new Point(5, 5);

        assertThatThrownBy(() -> SimilarityTransform.between(new Landmarks(p, p, p, p, p), FACE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesPointsThatAreNotFinite() {
        Landmarks broken = new Landmarks(
                new Point(Float.NaN, 0), FACE.rightEye(), FACE.nose(), FACE.leftMouth(), FACE.rightMouth());

        assertThatThrownBy(() -> SimilarityTransform.between(broken, FACE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimilarityTransform.between(FACE, broken))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Stays a similarity: a and b stand twice in the matrix. */
    private static void nudge(double[] m, int entry, double step) {
        m[entry] += step;
        switch (entry) {
            case 0 -> m[4] += step;
            case 4 -> m[0] += step;
            case 1 -> m[3] -= step;
            case 3 -> m[1] -= step;
            default -> {}
        }
    }

    private static double squares(double[] m, Landmarks target) {
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            Point p = FACE.points().get(i);
            Point q = target.points().get(i);
            sum += Math.pow(m[0] * p.x() + m[1] * p.y() + m[2] - q.x(), 2)
                    + Math.pow(m[3] * p.x() + m[4] * p.y() + m[5] - q.y(), 2);
        }
        return sum;
    }
}
