package io.sightline.core;

import java.util.List;

/**
 * The five points of a face, in pixels. Left is left in the picture.
 *
 * <p>In arrays and lists the order is: left eye, right eye, nose, left and right mouth corner.
 */
public record Landmarks(Point leftEye, Point rightEye, Point nose, Point leftMouth, Point rightMouth) {

    public List<Point> points() {
        return List.of(leftEye, rightEye, nose, leftMouth, rightMouth);
    }

    /** @throws IllegalArgumentException unless there are five points */
    public static Landmarks of(List<Point> points) {
        if (points.size() != 5) {
            throw new IllegalArgumentException("A face has five points, got " + points.size());
        }
        return new Landmarks(points.get(0), points.get(1), points.get(2), points.get(3), points.get(4));
    }

    public List<io.sightline.schemas.avro.Point> toAvro() {
        return points().stream().map(Point::toAvro).toList();
    }

    /** @throws IllegalArgumentException unless there are five points */
    public static Landmarks ofAvro(List<io.sightline.schemas.avro.Point> points) {
        return of(points.stream().map(Point::of).toList());
    }
}
