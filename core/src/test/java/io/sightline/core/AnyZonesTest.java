package io.sightline.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Zones of any shape. On a coarse lattice, so that points often lie exactly on edges and corners. */
class AnyZonesTest {
    private static final int LATTICE = 16;
    private static final int COLUMNS = 12;
    private static final int ROWS = 9;

    @Provide
    Arbitrary<Double> parts() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, LATTICE).map(i -> i / (double) LATTICE),
                Arbitraries.doubles().between(0, 1));
    }

    @Provide
    Arbitrary<Optional<Zone>> polygons() {
        return Combinators.combine(
                        Combinators.combine(parts(), parts())
                                .as(Zone.Corner::new)
                                .list()
                                .ofMinSize(3)
                                .ofMaxSize(32),
                        Arbitraries.of(Zone.Purpose.class))
                .as(AnyZonesTest::polygon);
    }

    private static Optional<Zone> polygon(List<Zone.Corner> points, Zone.Purpose purpose) {
        try {
            return Optional.of(new Zone("any", purpose, points));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // all on one line
        }
    }

    @Property
    void insideIsWhatJavasOwnGeometryCallsInside(
            @ForAll("polygons") Optional<Zone> polygon, @ForAll("parts") double x, @ForAll("parts") double y) {
        Assume.that(polygon.isPresent());
        Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        List<Zone.Corner> points = polygon.get().points();
        path.moveTo(points.get(0).x(), points.get(0).y());
        points.forEach(p -> path.lineTo(p.x(), p.y()));
        path.closePath();
        // On a slanted edge Java's rounds; on the lattice it has not to.
        Assume.that(isOnLattice(points, x, y) || !isOnAnEdge(points, x, y));

        assertThat(polygon.get().contains(x, y)).isEqualTo(path.contains(x, y));
    }

    private static boolean isOnAnEdge(List<Zone.Corner> points, double x, double y) {
        return IntStream.range(0, points.size()).anyMatch(i -> {
            Zone.Corner from = points.get(i);
            Zone.Corner to = points.get((i + 1) % points.size());
            return Line2D.ptSegDist(from.x(), from.y(), to.x(), to.y(), x, y) < 1e-6; // its own error is up to 1e-8
        });
    }

    private static boolean isOnLattice(List<Zone.Corner> points, double x, double y) {
        return isWhole(x * LATTICE)
                && isWhole(y * LATTICE)
                && points.stream().allMatch(p -> isWhole(p.x() * LATTICE) && isWhole(p.y() * LATTICE));
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value);
    }

    @Property
    void ofTwoZonesThatShareAnEdgeAPointOfThePictureIsInOne(
            @ForAll("parts") double top,
            @ForAll("parts") double bottom,
            @ForAll("parts") double along,
            @ForAll("parts") double x,
            @ForAll("parts") double y) {
        Assume.that(top > 0 && top < 1 && bottom > 0 && bottom < 1 && x < 1 && y < 1);
        Zone left = new Zone(
                "left", Zone.Purpose.LOOK, List.of(corner(0, 0), corner(top, 0), corner(bottom, 1), corner(0, 1)));
        Zone right = new Zone(
                "right", Zone.Purpose.LOOK, List.of(corner(1, 1), corner(bottom, 1), corner(top, 0), corner(1, 0)));
        double onTheEdge = top + along * (bottom - top);

        assertThat(left.contains(x, y)).isNotEqualTo(right.contains(x, y));
        Assume.that(along < 1);
        assertThat(left.contains(onTheEdge, along)).isNotEqualTo(right.contains(onTheEdge, along));
    }

    private static Zone.Corner corner(double x, double y) {
        return new Zone.Corner(x, y);
    }

    @Property
    void noCellIsLeftOutInWhichAFaceCounts(
            @ForAll("someZones") Zones zones, @ForAll("parts") double x, @ForAll("parts") double y) {
        BoundingBox face = new BoundingBox((float) (x * 1200) - 5, (float) (y * 900) - 5, 10, 10);
        Assume.that(zones.of(face, 1200, 900) == Zones.Verdict.COUNTS);
        BitSet cells = zones.cells(COLUMNS, ROWS);

        int column = Math.min(COLUMNS - 1, (int) (face.centerX() / 1200.0 * COLUMNS));
        int row = Math.min(ROWS - 1, (int) (face.centerY() / 900.0 * ROWS));
        assertThat(cells.get(row * COLUMNS + column)).isTrue();
    }

    @Provide
    Arbitrary<Zones> someZones() {
        return polygons()
                .list()
                .ofMaxSize(4)
                .map(some -> some.stream().flatMap(Optional::stream).toList())
                .map(some -> new Zones(IntStream.range(0, some.size())
                        .mapToObj(i -> new Zone(
                                "zone " + i, some.get(i).purpose(), some.get(i).points()))
                        .toList()));
    }
}
