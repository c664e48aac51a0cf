package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedSourceTest {
    private static final long MS = 1_000_000;
    private final SetClock clock = new SetClock(0);

    private FrameSource paced() throws Exception {
        return new PacedSource(
                new LoopedSource(() -> FrameSourceContract.sources(Duration.ofSeconds(5))
                        .openOnce(new SourceAddress.Local(TestClips.mp4(10)), 5)),
                clock);
    }

    @Test
    void picturesComeAtTheMaterialsPaceAlsoOverTheSeam() throws Exception {
        try (FrameSource source = paced()) {
            for (int i = 0; i < 35; i++) {
                source.advance();
                assertThat(clock.nanos).isEqualTo(40 * MS * i);
            }
        }
    }

    @Test
    void workBetweenPicturesDoesNotSlowThePace() throws Exception {
        try (FrameSource source = paced()) {
            source.advance();
            for (int i = 1; i < 20; i++) {
                clock.nanos += 30 * MS;
                source.advance();
                assertThat(clock.nanos).isEqualTo(40 * MS * i);
            }
        }
    }

    @Test
    void afterALongSleepItGoesOnFromNow() throws Exception {
        try (FrameSource source = paced()) {
            source.advance();
            clock.nanos += 3_600_000 * MS;
            source.advance();
            long woken = clock.nanos;
            source.advance();
            assertThat(clock.nanos - woken).isEqualTo(40 * MS);
        }
    }
}
