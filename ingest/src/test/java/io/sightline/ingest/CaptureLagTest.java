package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaptureLagTest {
    private static final long MS = 1_000_000;
    private final CaptureLag lag = new CaptureLag();

    @Test
    void aPromptStreamHasNone() {
        for (int i = 0; i < 100; i++) {
            assertThat(lag.of((1000 + 40L * i) * MS, 40L * i * MS)).isZero();
        }
    }

    @Test
    void aBacklogShows() {
        lag.of(1000 * MS, 0);
        lag.of(1040 * MS, 40 * MS);
        assertThat(lag.of(3080 * MS, 80 * MS)).isBetween(1990 * MS, 2000 * MS);
    }

    @Test
    void aCameraWhoseClockRunsSlowIsNotBehind() {
        long worst = 0;
        for (int i = 0; i < 24 * 3600; i++) {
            worst = Math.max(worst, lag.of(i * 1000L * MS, (long) (i * 1000L * MS * 0.9999)));
        }
        assertThat(worst).isLessThan(10 * MS);
    }
}
