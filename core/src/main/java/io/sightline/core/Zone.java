package io.sightline.core;

import io.sightline.schemas.avro.ZoneCorner;
import io.sightline.schemas.avro.ZonePurpose;
import java.awt.geom.Rectangle2D;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a camera's picture, as a polygon.
 *
 * <p>Even-odd decides what is inside, also where the polygon crosses itself. Of the edges those to the left and at the
 * top belong to it, those to the right and at the bottom do not: of two zones that share an edge, a point on it is in
 * exactly one.
 *
 * @param name 1 to 64 characters, for people
 * @param points 3 to 32, not all on one line
 */
public record Zone(String name, Purpose purpose, List<Corner> points) {
    private static final int LONGEST_NAME = 64;
    private static final int FEWEST_POINTS = 3;
    private static final int MOST_POINTS = 32;

    /** Far less than a pixel. */
    private static final double TINY = 1e-9;

    /** What is done in a zone. */
    public enum Purpose {
        /** If a camera has such zones, faces count only in them. */
        LOOK,
        /** Faces never count, also where a LOOK zone is. */
        IGNORE
    }

    /** In parts of the picture's width and height, 0 to 1, from the top left. */
    public record Corner(double x, double y) {}

    /** @throws IllegalArgumentException naming the zone, what is wrong and what would be right */
    public Zone {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME || hasControls(name)) {
            throw new IllegalArgumentException(
                    "a zone has the name " + (name == null ? "null" : "'" + clean(name) + "'") + ", expected 1 to "
                            + LONGEST_NAME + " characters");
        }
        require(purpose != null, name, "has no purpose", "LOOK or IGNORE");
        points = points == null ? List.of() : List.copyOf(points);
        require(
                points.size() >= FEWEST_POINTS && points.size() <= MOST_POINTS,
                name,
                "has " + points.size() + " points",
                FEWEST_POINTS + " to " + MOST_POINTS);
        for (int i = 0; i < points.size(); i++) {
            Corner point = points.get(i);
            require(
                    isPart(point.x) && isPart(point.y),
                    name,
                    "has the point " + (i + 1) + " at (" + point.x + ", " + point.y + ")",
                    "parts of the picture's width and height, 0 to 1");
        }
        require(!areOnOneLine(points), name, "has all its points on one line", "an area");
    }

    private static void require(boolean holds, String name, String wrong, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("zone '" + name + "' " + wrong + ", expected " + expected);
        }
    }

    private static boolean hasControls(String name) {
        return name.chars().anyMatch(Character::isISOControl);
    }

    private static String clean(String name) {
        return name.codePoints()
                .limit(LONGEST_NAME)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPart(double value) {
        return value >= 0 && value <= 1; // not NaN either
    }

    private static boolean areOnOneLine(List<Corner> points) {
        Corner first = points.get(0);
        Corner farthest =
                Collections.max(points, Comparator.comparingDouble(p -> Math.hypot(p.x - first.x, p.y - first.y)));
        return points.stream().allMatch(p -> Math.abs(turn(first, farthest, p.x, p.y)) < TINY);
    }

    /** On which side of the line from a to b the point is; 0 on it. */
    private static double turn(Corner a, Corner b, double x, double y) {
        return (b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y);
    }

    /** Whether the point is in it; x and y as of a {@link Corner}. */
    public boolean contains(double x, double y) {
        boolean inside = false;
        Corner from = points.get(points.size() - 1);
        for (Corner to : points) {
            if (from.y > y != to.y > y && isLeftOf(from, to, x, y)) {
                inside = !inside;
            }
            from = to;
        }
        return inside;
    }

    /** Always reckoned downwards: so that the two zones that share an edge agree, whichever way round they go. */
    private static boolean isLeftOf(Corner from, Corner to, double x, double y) {
        return from.y < to.y ? turn(from, to, x, y) > 0 : turn(to, from, x, y) > 0;
    }

    /** Whether all of the rectangle is in it. */
    boolean covers(Rectangle2D rectangle) {
        return !hasEdgeIn(rectangle) && contains(rectangle.getCenterX(), rectangle.getCenterY());
    }

    /** Whether some of the rectangle is in it. */
    boolean touches(Rectangle2D rectangle) {
        return hasEdgeIn(rectangle) || contains(rectangle.getCenterX(), rectangle.getCenterY());
    }

    /** Where no edge passes through, the whole rectangle is on one side. */
    private boolean hasEdgeIn(Rectangle2D rectangle) {
        Corner from = points.get(points.size() - 1);
        for (Corner to : points) {
            if (rectangle.intersectsLine(from.x, from.y, to.x, to.y)) {
                return true;
            }
            from = to;
        }
        return false;
    }

    public io.sightline.schemas.avro.Zone toAvro() {
        return new io.sightline.schemas.avro.Zone(
                name,
                switch (purpose) {
                    case LOOK -> ZonePurpose.LOOK;
                    case IGNORE -> ZonePurpose.IGNORE;
                },
                points.stream().map(p -> new ZoneCorner(p.x, p.y)).toList());
    }

    /** @throws IllegalArgumentException naming the zone, what is wrong and what would be right */
    public static Zone of(io.sightline.schemas.avro.Zone zone) {
        return new Zone(
                zone.getName(),
                switch (zone.getPurpose()) {
                    case LOOK -> Purpose.LOOK;
                    case IGNORE -> Purpose.IGNORE;
                    case UNSPECIFIED -> null;
                },
                zone.getPoints().stream()
                        .map(p -> new Corner(p.getX(), p.getY()))
                        .toList());
    }
}
