package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.vision.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clips of real cameras, where the test data is there. */
class RealClipsTest {
    private static Path videos;

    @BeforeAll
    static void dataIsThere() {
        videos = Path.of(System.getProperty("sightline.testdata", "../../shared/data"), "videos");
        assumeTrue(Files.isDirectory(videos), "No test data: the folder " + videos + " is missing");
    }

    @Test
    void theyAreReadToTheirEnd() throws Exception {
        List<Path> clips;
        try (Stream<Path> found = Files.walk(videos)) {
            clips = found.filter(p -> p.toString().matches(".*\\.(mkv|mp4|gif)"))
                    .sorted()
                    .toList();
        }
        assertThat(clips).isNotEmpty();
        for (Path clip : clips) {
            int pictures = 0;
            try (FrameSource source = FrameSourceContract.openOnce(clip.toString())) {
                while (source.advance()) {
                    if (pictures++ == 0) {
                        try (Picture picture = source.picture()) {
                            assertThat(picture.width()).as(clip.toString()).isGreaterThanOrEqualTo(480);
                        }
                    }
                }
                assertThat(source.position().toMillis() / 1000.0)
                        .as(clip.toString())
                        .isBetween(0.9 * (pictures - 1) / source.framesPerSecond(), 30.0);
            }
            assertThat(pictures).as(clip.toString()).isGreaterThan(30);
        }
    }
}
