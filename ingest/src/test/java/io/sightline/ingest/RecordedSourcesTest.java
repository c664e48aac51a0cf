package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.vision.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedSourcesTest {

    abstract static class Ending extends FrameSourceContract {
        @Test
        void endsAfterTheLastPicture() throws Exception {
            try (FrameSource source = open()) {
                int frames = 0;
                while (source.advance()) {
                    frames++;
                }
                assertThat(frames).isEqualTo(FRAMES);
                assertThat(source.advance()).isFalse();
            }
        }
    }

    @Nested
    class Mp4 extends Ending {
        @Override
        FrameSource open() throws Exception {
            return openOnce(TestClips.mp4(FRAMES).toString());
        }

        @Test
        void knowsItsRateAndTimes() throws Exception {
            try (FrameSource source = open()) {
                assertThat(source.framesPerSecond()).isEqualTo(TestClips.FRAMES_PER_SECOND);
                source.advance();
                source.advance();
                assertThat(source.position()).isEqualTo(Duration.ofMillis(40));
            }
        }
    }

    @Nested
    class H264Mp4 extends Ending {
        @Override
        FrameSource open() throws Exception {
            return openOnce(
                    TestClips.h264Mp4(TestClips.WIDTH, TestClips.HEIGHT, FRAMES).toString());
        }
    }

    @Nested
    class MotionJpegAvi extends Ending {
        @Override
        FrameSource open() throws Exception {
            return openOnce(TestClips.avi(FRAMES).toString());
        }
    }

    @Nested
    class AnimatedGif extends Ending {
        @Override
        FrameSource open() throws Exception {
            return openOnce(TestClips.gif(FRAMES).toString());
        }
    }

    @Nested
    class ImageFolder extends Ending {
        @TempDir
        Path folder;

        @Override
        FrameSource open() throws Exception {
            writePictures(folder, FRAMES);
            Files.writeString(folder.resolve("notes.txt"), "not a picture");
            return openOnce(folder.toString());
        }
    }

    @Nested
    class LoopedMp4 extends FrameSourceContract {
        @Override
        FrameSource open() throws Exception {
            return new LoopedSource(() -> sources(PATIENCE).openOnce(new SourceAddress.Local(TestClips.mp4(3)), 5));
        }

        @Test
        void keepsItsPaceAcrossTheSeam() throws Exception {
            try (FrameSource source = open()) {
                for (int i = 0; i < 3 * 3; i++) {
                    assertThat(source.advance()).isTrue();
                    assertThat(source.position()).isEqualTo(Duration.ofMillis(40L * i));
                }
            }
        }
    }

    static void writePictures(Path folder, int count) throws Exception {
        try (FrameSource clip = openClip(count)) {
            for (int i = 0; clip.advance(); i++) {
                try (Picture picture = clip.picture()) {
                    Files.write(folder.resolve(String.format("%03d.jpg", i)), picture.toJpeg(95));
                }
            }
        }
    }

    private static FrameSource openClip(int count) throws Exception {
        return FrameSourceContract.openOnce(TestClips.mp4(count).toString());
    }

    /** FFmpeg writes whole vectors: where a row ends inside one, it must not write past the picture's memory. */
    @Nested
    class RowsThatEndInsideAVector {
        private static final int FRAMES = 300;

        @ParameterizedTest
        @CsvSource({"400, 300", "366, 286", "360, 288", "322, 242"})
        void areReadWholeWithoutHarmToTheirNeighbours(int width, int height) throws Exception {
            List<Picture> kept = new ArrayList<>();
            try (FrameSource source = FrameSourceContract.openOnce(
                    TestClips.h264Mp4(width, height, FRAMES).toString())) {
                while (source.advance()) {
                    kept.add(source.picture());
                }
                assertThat(kept).hasSize(FRAMES).allMatch(p -> p.width() == width && p.height() == height);
            } finally {
                kept.forEach(Picture::close);
            }
        }
    }
}
