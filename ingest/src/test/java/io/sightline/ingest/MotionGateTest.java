package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
            gate.passes(scene(noise, 0, -1), i * SECOND / 5);
        }
    }

    @Test
    void theFirstPicturePasses() {
        assertThat(gate.passes(scene(0, 0, -1), 0)).isTrue();
    }

    @Test
    void aStillSceneSendsAPictureEveryFewSeconds() {
        settle(4);
        int passed = 0;
        for (int i = 0; i < 15 * 60; i++) {
            passed += gate.passes(scene(4, 0, -1), 5 * SECOND + i * SECOND / 15) ? 1 : 0;
        }
        assertThat(passed).isBetween(19, 21);
    }

    @Test
    void aPersonWhoWalksPassesEveryPicture() {
        settle(4);
        for (int i = 0; i < 50; i++) {
            assertThat(gate.passes(scene(4, 0, i), 5 * SECOND + i * SECOND / 5)).isTrue();
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
            passed = gate.passes(scene, 4 * SECOND + steps * SECOND / 5);
        }
        assertThat(steps).isEqualTo(4);
    }

    @Test
    void afterMovementPicturesFlowOnForTheHold() {
        settle(0);
        long moved = 10 * SECOND;
        assertThat(gate.passes(scene(0, 0, 30), moved)).isTrue();
        assertThat(gate.passes(scene(0, 0, 30), moved + SECOND)).isTrue();
        assertThat(gate.passes(scene(0, 0, 30), moved + (long) (1.9 * SECOND))).isTrue();
        assertThat(gate.passes(scene(0, 0, 30), moved + (long) (2.1 * SECOND))).isFalse();
    }

    @Test
    void aLampThatIsTurnedUpIsNoMovement() {
        settle(2);
        assertThat(gate.passes(scene(2, 40, -1), (long) (4.1 * SECOND))).isFalse();
    }

    @Test
    void aPersonInStrongNoiseIsSeen() {
        settle(12);
        assertThat(gate.passes(scene(12, 0, 40), (long) (4.1 * SECOND))).isTrue();
    }

    @Test
    void anotherSizeOfPicturePasses() {
        settle(0);
        assertThat(gate.passes(new byte[100], (long) (4.1 * SECOND))).isTrue();
    }
}
