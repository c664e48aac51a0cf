package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Native memory is nobody's to collect: what is not closed shows here. */
@Tag("full")
class VisionSoakTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void memoryStaysFlatOverFourHundredFrames() throws Exception {
        Assumptions.assumeTrue(Files.exists(STATUS), "needs Linux, to read the process's resident memory");
        byte[] photo = Files.readAllBytes(TestData.npm("@vladmandic/face-api/demo/sample5.jpg"));
        try (FaceDetector detector = FaceDetector.open(TestData.mtcnn(), DetectorOptions.DEFAULT)) {
            FaceExtractor extractor = new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT));
            extract(extractor, photo, 100);
            long before = residentKilobytes();
            extract(extractor, photo, 400);
            // One leaked picture is 8 MB, one leaked crop 150 kB; the JVM itself moves by some megabytes.
            assertThat(residentKilobytes() - before).isLessThan(40_000);
        }
    }

    private static void extract(FaceExtractor extractor, byte[] photo, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (Picture picture = Picture.decode(photo, PictureLimits.DEFAULT)) {
                assertThat(extractor.extract(picture)).hasSize(5);
            }
        }
    }

    private static long residentKilobytes() throws Exception {
        System.gc();
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
