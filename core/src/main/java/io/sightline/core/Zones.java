package io.sightline.core;

import java.awt.geom.Rectangle2D;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where in a camera's picture faces count.
 *
 * @param all at most 16, each with a name of its own; empty: everywhere
 */
public record Zones(List<Zone> all) {
    private static final int MOST = 16;

    /** Far less than a pixel: an edge along the side of a cell is not in the cell. */
    private static final double TOUCH = 1e-9;

    public static final Zones EVERYWHERE = new Zones(List.of());

    /** Whether a face counts, or why not. */
    public enum Verdict {
        COUNTS,
        /** In an IGNORE zone. */
        IGNORED,
        /** There are LOOK zones, and it is in none. */
        NOT_LOOKED_AT
    }

    /** @throws IllegalArgumentException naming the zone, what is wrong and what would be right */
    public Zones {
        all = List.copyOf(all);
        if (all.size() > MOST) {
            throw new IllegalArgumentException("there are " + all.size() + " zones, expected " + MOST + " at most");
        }
        Set<String> names = new HashSet<>();
        for (Zone zone : all) {
            if (!names.add(zone.name())) {
                throw new IllegalArgumentException(
                        "zone '" + zone.name() + "' is there twice, expected a name of its own for each");
            }
        }
    }

    /**
     * A camera's zones as they stand in a record.
     *
     * @throws UserError naming the camera, the zone, what is wrong and what would be right
     */
    public static Zones of(String cameraId, List<io.sightline.schemas.avro.Zone> zones) {
        if (zones.isEmpty()) {
            return EVERYWHERE;
        }
        try {
            return new Zones(zones.stream().map(Zone::of).toList());
        } catch (IllegalArgumentException e) {
            throw new UserError("Camera " + cameraId + ": " + e.getMessage(), e);
        }
    }

    public List<io.sightline.schemas.avro.Zone> toAvro() {
        return all.stream().map(Zone::toAvro).toList();
    }

    /**
     * Whether a face with this box counts: its centre decides. A centre outside the picture is taken to be at its rim.
     *
     * @param width and {@code height}: of the picture, pixels
     */
    public Verdict of(BoundingBox face, int width, int height) {
        return at(within(face.centerX() / (double) width), within(face.centerY() / (double) height));
    }

    /** Just below 1 at most, because the edges to the right and at the bottom belong to no zone. */
    private static double within(double part) {
        return Math.max(0, Math.min(Math.nextDown(1.0), part));
    }

    private Verdict at(double x, double y) {
        if (any(Zone.Purpose.IGNORE, zone -> zone.contains(x, y))) {
            return Verdict.IGNORED;
        }
        return !looksSomewhere() || any(Zone.Purpose.LOOK, zone -> zone.contains(x, y))
                ? Verdict.COUNTS
                : Verdict.NOT_LOOKED_AT;
    }

    private boolean looksSomewhere() {
        return any(Zone.Purpose.LOOK, zone -> true);
    }

    private boolean any(Zone.Purpose purpose, Predicate<Zone> condition) {
        return all.stream().anyMatch(zone -> zone.purpose() == purpose && condition.test(zone));
    }

    /**
     * The cells of a raster over the picture, row by row, in which something may count. Left out is what is wholly in
     * an IGNORE zone or wholly outside all LOOK zones; a cell that only several zones together take away stays.
     */
    public BitSet cells(int columns, int rows) {
        BitSet cells = new BitSet(columns * rows);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                var cell = new Rectangle2D.Double(
                        (double) column / columns + TOUCH,
                        (double) row / rows + TOUCH,
                        1.0 / columns - 2 * TOUCH,
                        1.0 / rows - 2 * TOUCH);
                cells.set(row * columns + column, mayCountIn(cell));
            }
        }
        return cells;
    }

    private boolean mayCountIn(Rectangle2D cell) {
        return !any(Zone.Purpose.IGNORE, zone -> zone.covers(cell))
                && (!looksSomewhere() || any(Zone.Purpose.LOOK, zone -> zone.touches(cell)));
    }
}
