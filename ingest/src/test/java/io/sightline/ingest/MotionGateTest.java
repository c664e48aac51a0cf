package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Zone;
import io.sightline.core.Zones;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MotionGateTest {
    private static final long SECOND = 1_000_000_000L;
    private final MotionGate gate =
            new MotionGate(new MotionGate.Settings(10, 3, Duration.ofSeconds(2), Duration.ofSeconds(3)));
    private final SplittableRandom random = new SplittableRandom(3);

    /** A gradient with noise of the given spread, brightened, and a person of 4 by 8 cells at x, or none at -1. */
    private byte[] scene(int noise, int brighter, int x) {
        byte[] cells = new byte[Thumbnail.WIDTH * Thumbnail.HEIGHT];
        for (int i = 0; i < cells.length; i++) {
            int column = i % Thumbnail.WIDTH;
            int row = i / Thumbnail.WIDTH;
            boolean person = x >= 0 && column >= x && column < x + 4 && row >= 20 && row < 28;
            int grey = (person ? 30 : 100 + column / 2) + brighter + random.nextInt(-noise, noise + 1);
            cells[i] = (byte) Math.max(0, Math.min(255, grey));
        }
        return cells;
    }

    /** Still from second 0 on: the first picture opens the gate for the hold. */
    private void settle(int noise) {
        for (int i = 0; i <= 20; i++) {
            gate.passes(scene(noise, 0, -1), Zones.EVERYWHERE, i * SECOND / 5);
        }
    }

    @Test
    void theFirstPicturePasses() {
        assertThat(gate.passes(scene(0, 0, -1), Zones.EVERYWHERE, 0)).isTrue();
    }

    @Test
    void aStillSceneSendsAPictureEveryFewSeconds() {
        settle(4);
        int passed = 0;
        for (int i = 0; i < 15 * 60; i++) {
            passed += gate.passes(scene(4, 0, -1), Zones.EVERYWHERE, 5 * SECOND + i * SECOND / 15) ? 1 : 0;
        }
        assertThat(passed).isBetween(19, 21);
    }

    @Test
    void aPersonWhoWalksPassesEveryPicture() {
        settle(4);
        for (int i = 0; i < 50; i++) {
            assertThat(gate.passes(scene(4, 0, i), Zones.EVERYWHERE, 5 * SECOND + i * SECOND / 5))
                    .isTrue();
        }
    }

    @Test
    void slowChangeAddsUp() {
        settle(0);
        byte[] scene = scene(0, 0, -1);
        int steps = 0;
        boolean passed = false;
        while (!passed && steps < 5) {
            steps++;
            for (int i = 0; i < 30; i++) {
                scene[1000 + i] = (byte) (scene[1000 + i] + 3); // Each step is far below the threshold of 10.
            }
            passed = gate.passes(scene, Zones.EVERYWHERE, 4 * SECOND + steps * SECOND / 5);
        }
        assertThat(steps).isEqualTo(4);
    }

    @Test
    void afterMovementPicturesFlowOnForTheHold() {
        settle(0);
        long moved = 10 * SECOND;
        assertThat(gate.passes(scene(0, 0, 30), Zones.EVERYWHERE, moved)).isTrue();
        assertThat(gate.passes(scene(0, 0, 30), Zones.EVERYWHERE, moved + SECOND))
                .isTrue();
        assertThat(gate.passes(scene(0, 0, 30), Zones.EVERYWHERE, moved + (long) (1.9 * SECOND)))
                .isTrue();
        assertThat(gate.passes(scene(0, 0, 30), Zones.EVERYWHERE, moved + (long) (2.1 * SECOND)))
                .isFalse();
    }

    @Test
    void aLampThatIsTurnedUpIsNoMovement() {
        settle(2);
        assertThat(gate.passes(scene(2, 40, -1), Zones.EVERYWHERE, (long) (4.1 * SECOND)))
                .isFalse();
    }

    @Test
    void aPersonInStrongNoiseIsSeen() {
        settle(12);
        assertThat(gate.passes(scene(12, 0, 40), Zones.EVERYWHERE, (long) (4.1 * SECOND)))
                .isTrue();
    }

    /** From column to column, of all rows. */
    private static Zones only(Zone.Purpose purpose, double left, double right) {
        return only(purpose, left, 0, right, Thumbnail.HEIGHT);
    }

    /** A rectangle in cells. */
    private static Zones only(Zone.Purpose purpose, double left, double top, double right, double bottom) {
        return new Zones(List.of(new Zone(
                "zone",
                purpose,
                List.of(corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)))));
    }

    private static Zone.Corner corner(double column, double row) {
        return new Zone.Corner(column / Thumbnail.WIDTH, row / Thumbnail.HEIGHT);
    }

    private void settle(Zones zones) {
        for (int i = 0; i <= 20; i++) {
            gate.passes(scene(4, 0, -1), zones, i * SECOND / 5);
        }
    }

    @Test
    void whoeverWalksWhereNobodyLooksDoesNotPass() {
        for (Zones leftHalf : List.of(only(Zone.Purpose.LOOK, 0, 48), only(Zone.Purpose.IGNORE, 48, 96))) {
            gate.passes(new byte[0], leftHalf, 0); // another size: begins anew
            settle(leftHalf);
            assertThat(gate.passes(scene(4, 0, 60), leftHalf, (long) (4.1 * SECOND)))
                    .isFalse();
            assertThat(gate.passes(scene(4, 0, 50), leftHalf, (long) (4.2 * SECOND)))
                    .isFalse();
            assertThat(gate.passes(scene(4, 0, 46), leftHalf, (long) (4.3 * SECOND)))
                    .isTrue();
        }
    }

    @Test
    void whoeverFillsASmallZoneIsNoLamp() {
        Zones door = only(Zone.Purpose.LOOK, 41, 21, 43, 27);
        settle(door);
        assertThat(gate.passes(scene(4, 0, 40), door, (long) (4.1 * SECOND))).isTrue();
    }

    @Test
    void aZoneOfOneCellIsEnoughToMoveIn() {
        Zones lock = only(Zone.Purpose.LOOK, 40.2, 24.2, 40.8, 24.8);
        settle(lock);
        assertThat(gate.passes(scene(4, 0, 60), lock, (long) (4.1 * SECOND))).isFalse();
        assertThat(gate.passes(scene(4, 0, 38), lock, (long) (4.2 * SECOND))).isTrue();
    }

    @Test
    void aScreenThatLightsUpWhereNobodyLooksIsNoMovementElsewhere() {
        Zones leftThird = only(Zone.Purpose.IGNORE, 32, 96);
        settle(leftThird);
        byte[] lit = scene(4, 0, -1);
        for (int i = 0; i < lit.length; i++) {
            boolean screen = i % Thumbnail.WIDTH >= Thumbnail.WIDTH / 3;
            lit[i] = (byte) (lit[i] + (screen ? 60 : 0));
        }
        assertThat(gate.passes(lit, leftThird, (long) (4.1 * SECOND))).isFalse();
    }

    @Test
    void aLampIsNoMovementInAZoneEither() {
        Zones leftHalf = only(Zone.Purpose.LOOK, 0, 48);
        settle(leftHalf);
        assertThat(gate.passes(scene(2, 40, -1), leftHalf, (long) (4.1 * SECOND)))
                .isFalse();
    }

    @Test
    void whereNothingCountsNothingMoves() {
        Zones nowhere = only(Zone.Purpose.IGNORE, 0, 96);
        settle(nowhere);
        assertThat(gate.passes(scene(4, 0, 30), nowhere, (long) (4.1 * SECOND))).isFalse();
    }

    @Test
    void aStillSceneShowsAtOnceThatItsZonesChanged() {
        settle(4);
        assertThat(gate.passes(scene(4, 0, -1), only(Zone.Purpose.LOOK, 0, 48), (long) (4.1 * SECOND)))
                .isTrue();
    }

    @Test
    void anotherSizeOfPicturePasses() {
        settle(0);
        assertThat(gate.passes(new byte[100], Zones.EVERYWHERE, (long) (4.1 * SECOND)))
                .isTrue();
    }
}
