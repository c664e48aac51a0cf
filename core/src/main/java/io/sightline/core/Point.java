package io.sightline.core;

/** A position in pixels; origin top left, x to the right, y down. */
public record Point(float x, float y) {

    public io.sightline.schemas.avro.Point toAvro() {
        return new io.sightline.schemas.avro.Point(x, y);
    }

    public static Point of(io.sightline.schemas.avro.Point p) {
        return new Point(p.getX(), p.getY());
    }
}
