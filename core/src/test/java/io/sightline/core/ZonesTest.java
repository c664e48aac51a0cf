package io.sightline.core;

import static io.sightline.core.Zone.Purpose.IGNORE;
import static io.sightline.core.Zone.Purpose.LOOK;
import static io.sightline.core.Zones.Verdict.COUNTS;
import static io.sightline.core.Zones.Verdict.IGNORED;
import static io.sightline.core.Zones.Verdict.NOT_LOOKED_AT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.schemas.avro.ZonePurpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZonesTest {

    private static Zone zone(String name, Zone.Purpose purpose, double... xy) {
        List<Zone.Corner> points = new ArrayList<>();
        for (int i = 0; i < xy.length; i += 2) {
            points.add(new Zone.Corner(xy[i], xy[i + 1]));
        }
        return new Zone(name, purpose, points);
    }

    private static Zone box(String name, Zone.Purpose purpose, double left, double top, double right, double bottom) {
        return zone(name, purpose, left, top, right, top, right, bottom, left, bottom);
    }

    /** Of a face of 80 pixels with this centre in a picture of 1000 by 500. */
    private static Zones.Verdict at(Zones zones, double x, double y) {
        return zones.of(new BoundingBox((float) x - 40, (float) y - 40, 80, 80), 1000, 500);
    }

    @Test
    void withoutZonesEveryFaceCounts() {
        assertThat(at(Zones.EVERYWHERE, 0, 0)).isEqualTo(COUNTS);
        assertThat(at(Zones.EVERYWHERE, 990, 490)).isEqualTo(COUNTS);
    }

    @Test
    void aFaceCountsOnlyInAZoneToLookIn() {
        Zones zones = new Zones(List.of(box("door", LOOK, 0, 0, 0.2, 1), box("desk", LOOK, 0.8, 0, 1, 1)));

        assertThat(at(zones, 100, 250)).isEqualTo(COUNTS);
        assertThat(at(zones, 900, 250)).isEqualTo(COUNTS);
        assertThat(at(zones, 500, 250)).isEqualTo(NOT_LOOKED_AT);
    }

    @Test
    void anIgnoredFaceNeverCountsAlsoWhereThereIsAZoneToLookIn() {
        Zones zones = new Zones(List.of(box("hall", LOOK, 0, 0, 1, 1), box("screen", IGNORE, 0.4, 0.4, 0.6, 0.6)));

        assertThat(at(zones, 500, 250)).isEqualTo(IGNORED);
        assertThat(at(zones, 100, 250)).isEqualTo(COUNTS);
    }

    @Test
    void whereNothingIsNamedToLookInAllIsLookedAtButWhatIsIgnored() {
        Zones zones = new Zones(List.of(box("street", IGNORE, 0, 0, 1, 0.5)));

        assertThat(at(zones, 500, 200)).isEqualTo(IGNORED);
        assertThat(at(zones, 500, 300)).isEqualTo(COUNTS);
    }

    @Test
    void theCentreDecidesHoweverFarTheFaceReaches() {
        Zones zones = new Zones(List.of(box("left", LOOK, 0, 0, 0.5, 1)));

        assertThat(at(zones, 499, 250)).isEqualTo(COUNTS);
        assertThat(at(zones, 501, 250)).isEqualTo(NOT_LOOKED_AT);
    }

    @Test
    void aCentreBeyondThePictureIsAtItsRim() {
        Zones zones = new Zones(List.of(box("all", LOOK, 0, 0, 1, 1)));

        assertThat(at(zones, 1000, 500)).isEqualTo(COUNTS);
        assertThat(at(zones, 1010, -10)).isEqualTo(COUNTS);
    }

    @Test
    void edgesToTheLeftAndAtTheTopBelongToAZone() {
        Zone box = box("box", LOOK, 0.25, 0.25, 0.75, 0.75);

        assertThat(box.contains(0.25, 0.5)).isTrue();
        assertThat(box.contains(0.5, 0.25)).isTrue();
        assertThat(box.contains(0.75, 0.5)).isFalse();
        assertThat(box.contains(0.5, 0.75)).isFalse();
    }

    @Test
    void evenOddDecidesWhereAZoneCrossesItself() {
        Zone bowTie = zone("bow tie", LOOK, 0, 0, 1, 1, 1, 0, 0, 1);

        assertThat(bowTie.contains(0.1, 0.5)).isTrue();
        assertThat(bowTie.contains(0.9, 0.5)).isTrue();
        assertThat(bowTie.contains(0.5, 0.1)).isFalse();
    }

    @Test
    void aCellIsLeftOutOnlyIfNothingCountsInAllOfIt() {
        Zones left = new Zones(List.of(box("left", LOOK, 0, 0, 0.5, 1)));
        assertThat(left.cells(4, 1).stream()).containsExactly(0, 1);

        Zones leftAndABit = new Zones(List.of(box("left", LOOK, 0, 0, 0.51, 1)));
        assertThat(leftAndABit.cells(4, 1).stream()).containsExactly(0, 1, 2);

        Zones notBelow = new Zones(List.of(box("below", IGNORE, 0, 0.5, 1, 1)));
        assertThat(notBelow.cells(2, 2).stream()).containsExactly(0, 1);

        Zones notMuchBelow = new Zones(List.of(box("below", IGNORE, 0, 0.51, 1, 1)));
        assertThat(notMuchBelow.cells(2, 2).stream()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aZoneSmallerThanACellKeepsTheCell() {
        assertThat(new Zones(List.of(box("lock", LOOK, 0.6, 0.6, 0.61, 0.61))).cells(2, 2).stream())
                .containsExactly(3);
        assertThat(new Zones(List.of(box("lamp", IGNORE, 0.6, 0.6, 0.61, 0.61)))
                        .cells(2, 2)
                        .cardinality())
                .isEqualTo(4);
    }

    @Test
    void zonesSurviveTheRecord() {
        Zones zones = new Zones(
                List.of(zone("door", LOOK, 0, 0, 0.5, 0.1, 0.3, 1), box("screen", IGNORE, 0.4, 0.4, 0.6, 0.6)));

        assertThat(Zones.of("lobby", zones.toAvro())).isEqualTo(zones);
    }

    @Test
    void badZonesAreRefusedWithTheirCameraAndTheirName() {
        refused("zone 'door' has 2 points, expected 3 to 32", record("door", ZonePurpose.LOOK, 0, 0, 1, 1));
        refused("zone 'door' has 33 points, expected 3 to 32", record("door", ZonePurpose.LOOK, new double[66]));
        refused(
                "zone 'door' has the point 2 at (1.5, 0.0), expected parts of the picture's width and height, 0 to 1",
                record("door", ZonePurpose.LOOK, 0, 0, 1.5, 0, 1, 1));
        refused("has the point 1 at (NaN, 0.0)", record("door", ZonePurpose.LOOK, Double.NaN, 0, 1, 0, 1, 1));
        refused(
                "zone 'door' has all its points on one line, expected an area",
                record("door", ZonePurpose.LOOK, 0, 0, 0, 0, 0.5, 0.5, 1, 1));
        refused("has all its points on one line", record("door", ZonePurpose.LOOK, 0.1, 0.2, 0.2, 0.4, 0.3, 0.6));
        refused(
                "zone 'door' has no purpose, expected LOOK or IGNORE",
                record("door", ZonePurpose.UNSPECIFIED, 0, 0, 1, 0, 1, 1));
        refused("a zone has the name ' ', expected 1 to 64", record(" ", ZonePurpose.LOOK, 0, 0, 1, 0, 1, 1));
        refused("a zone has the name 'a?b'", record("a\nb", ZonePurpose.LOOK, 0, 0, 1, 0, 1, 1));
        refused(
                "zone 'door' is there twice, expected a name of its own for each",
                record("door", ZonePurpose.LOOK, 0, 0, 1, 0, 1, 1),
                record("door", ZonePurpose.IGNORE, 0, 0, 1, 0, 1, 1));
        refused(
                "there are 17 zones, expected 16 at most",
                IntStream.range(0, 17)
                        .mapToObj(i -> record("zone " + i, ZonePurpose.LOOK, 0, 0, 1, 0, 1, 1))
                        .toArray(io.sightline.schemas.avro.Zone[]::new));
    }

    private static void refused(String words, io.sightline.schemas.avro.Zone... zones) {
        assertThatThrownBy(() -> Zones.of("lobby", List.of(zones)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("Camera lobby: ")
                .hasMessageContaining(words);
    }

    private static io.sightline.schemas.avro.Zone record(String name, ZonePurpose purpose, double... xy) {
        List<io.sightline.schemas.avro.ZoneCorner> points = new ArrayList<>();
        for (int i = 0; i < xy.length; i += 2) {
            points.add(new io.sightline.schemas.avro.ZoneCorner(xy[i], xy[i + 1]));
        }
        return new io.sightline.schemas.avro.Zone(name, purpose, Collections.unmodifiableList(points));
    }
}
