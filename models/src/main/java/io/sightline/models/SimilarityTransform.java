package io.sightline.models;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import java.util.List;

/**
 * Turns, scales and moves; never mirrors or shears: {@code (x, y) -> (a x - b y + tx, b x + a y + ty)}.
 *
 * <p>Immutable; safe to share between threads.
 */
public final class SimilarityTransform {
    private final double a;
    private final double b;
    private final double tx;
    private final double ty;

    private SimilarityTransform(double a, double b, double tx, double ty) {
        this.a = a;
        this.b = b;
        this.tx = tx;
        this.ty = ty;
    }

    /**
     * The transform that brings {@code from} nearest to {@code to} in the least-squares sense (Umeyama 1991, without
     * reflection). In the plane that is a regression of complex numbers, with no decomposition.
     *
     * @throws IllegalArgumentException if all points of {@code from} are one, or a coordinate is not finite
     */
    public static SimilarityTransform between(Landmarks from, Landmarks to) {
        List<Point> source = from.points();
        List<Point> target = to.points();
        int n = source.size();
        double sx = 0;
        double sy = 0;
        double ux = 0;
        double uy = 0;
        for (int i = 0; i < n; i++) {
            sx += source.get(i).x() / (double) n;
            sy += source.get(i).y() / (double) n;
            ux += target.get(i).x() / (double) n;
            uy += target.get(i).y() / (double) n;
        }
        double spread = 0;
        double along = 0;
        double across = 0;
        for (int i = 0; i < n; i++) {
            double x = source.get(i).x() - sx;
            double y = source.get(i).y() - sy;
            double u = target.get(i).x() - ux;
            double v = target.get(i).y() - uy;
            spread += x * x + y * y;
            along += x * u + y * v;
            across += x * v - y * u;
        }
        if (!(spread > 0) || !Double.isFinite(along) || !Double.isFinite(across)) {
            throw new IllegalArgumentException(
                    "No transform leads from these points: they are one point, or not finite");
        }
        double a = along / spread;
        double b = across / spread;
        return new SimilarityTransform(a, b, ux - a * sx + b * sy, uy - b * sx - a * sy);
    }

    public Point apply(Point p) {
        return new Point((float) (a * p.x() - b * p.y() + tx), (float) (b * p.x() + a * p.y() + ty));
    }

    public Landmarks apply(Landmarks points) {
        return Landmarks.of(points.points().stream().map(this::apply).toList());
    }

    /** How much longer a distance is afterwards; below 1 it shrinks. */
    public double scale() {
        return Math.hypot(a, b);
    }

    /** Row by row, as OpenCV's {@code warpAffine} wants it (from source to target). */
    public double[] matrix2x3() {
        return new double[] {a, -b, tx, b, a, ty};
    }
}
