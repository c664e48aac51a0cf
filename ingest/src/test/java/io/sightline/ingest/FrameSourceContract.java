package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.vision.Picture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every source must do; each implementation shows {@link #FRAMES} or more pictures of {@link TestClips}. */
abstract class FrameSourceContract {
    static final int FRAMES = 10;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    abstract FrameSource open() throws Exception;

    @Test
    void picturesHaveTheSourcesSizeAndColours() throws Exception {
        try (FrameSource source = open()) {
            assertThat(source.advance()).isTrue();
            try (Picture picture = source.picture()) {
                assertThat(picture.width()).isEqualTo(TestClips.WIDTH);
                assertThat(picture.height()).isEqualTo(TestClips.HEIGHT);
                assertThat(bgrAt(picture, TestClips.WIDTH - 10, 10)).satisfies(bgr -> {
                    assertThat(bgr[0]).isBetween(150, 230);
                    assertThat(bgr[1]).isLessThan(60);
                    assertThat(bgr[2]).isLessThan(60);
                });
                assertThat(bgrAt(picture, 10, TestClips.HEIGHT - 10)).satisfies(bgr -> {
                    assertThat(bgr[0]).isLessThan(60);
                    assertThat(bgr[1]).isBetween(150, 230);
                    assertThat(bgr[2]).isLessThan(60);
                });
            }
        }
    }

    @Test
    void positionsBeginAtZeroAndGrow() throws Exception {
        try (FrameSource source = open()) {
            Duration before = Duration.ofNanos(-1);
            for (int i = 0; i < FRAMES; i++) {
                assertThat(source.advance()).isTrue();
                if (i == 0) {
                    assertThat(source.position()).isZero();
                }
                assertThat(source.position()).isGreaterThan(before);
                before = source.position();
            }
        }
    }

    @Test
    void aPictureStaysGoodWhenTheSourceGoesOn() throws Exception {
        try (FrameSource source = open()) {
            source.advance();
            try (Picture first = source.picture()) {
                byte[] before = first.toJpeg(90);
                for (int i = 1; i < FRAMES; i++) {
                    source.advance();
                    source.picture().close();
                }
                assertThat(first.toJpeg(90)).isEqualTo(before);
            }
        }
    }

    @Test
    void picturesPassedOverAreNoLoss() throws Exception {
        try (FrameSource source = open()) {
            for (int i = 0; i < FRAMES; i++) {
                assertThat(source.advance()).isTrue();
            }
            try (Picture picture = source.picture()) {
                assertThat(picture.width()).isEqualTo(TestClips.WIDTH);
            }
        }
    }

    @Test
    void closingTwiceDoesNoHarm() throws Exception {
        FrameSource source = open();
        source.advance();
        source.close();
        source.close();
    }

    static int[] bgrAt(Picture picture, int x, int y) {
        var pixel = picture.mat().ptr(y, x);
        return new int[] {pixel.get(0) & 0xff, pixel.get(1) & 0xff, pixel.get(2) & 0xff};
    }

    static FrameSources sources(Duration patience) {
        return new FrameSources(
                new SecretResolver(System::getenv, "", java.util.Optional.empty()),
                patience,
                patience,
                TimeSource.SYSTEM);
    }

    static FrameSource openOnce(String address) throws SourceException, InterruptedException {
        return sources(PATIENCE).openOnce(SourceAddress.parse(address), 5);
    }
}
