package io.sightline.core;

import io.sightline.schemas.avro.Box;

/** An axis-aligned box in pixels; origin top left, x to the right, y down. May reach outside the picture. */
public record BoundingBox(float x, float y, float width, float height) {

    public BoundingBox {
        if (!(width >= 0) || !(height >= 0)) {
            throw new IllegalArgumentException(
                    "A box has a width and a height of 0 or more, got " + width + " x " + height);
        }
    }

    public static BoundingBox ofCorners(float x1, float y1, float x2, float y2) {
        return new BoundingBox(x1, y1, x2 - x1, y2 - y1);
    }

    public float right() {
        return x + width;
    }

    public float bottom() {
        return y + height;
    }

    public float centerX() {
        return x + width / 2;
    }

    public float centerY() {
        return y + height / 2;
    }

    public float area() {
        return width * height;
    }

    /** Intersection over union, 0 to 1; 0 when both are empty. */
    public float iou(BoundingBox other) {
        float w = Math.min(right(), other.right()) - Math.max(x, other.x);
        float h = Math.min(bottom(), other.bottom()) - Math.max(y, other.y);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        float shared = w * h;
        return shared / (area() + other.area() - shared);
    }

    public Box toAvro() {
        return new Box(x, y, width, height);
    }

    public static BoundingBox of(Box box) {
        return new BoundingBox(box.getX(), box.getY(), box.getWidth(), box.getHeight());
    }
}
