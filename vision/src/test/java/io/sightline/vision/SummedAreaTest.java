package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.nio.ByteBuffer;
import java.util.Random;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummedAreaTest {
    private final SummedArea sums = new SummedArea();

    @AfterEach
    void close() {
        sums.close();
    }

    @ParameterizedTest
    @CsvSource({"640,360,192,108", "641,359,137,77", "300,500,12,20", "100,80,100,80"})
    void aPictureShrunkIsWhatOpenCvMakesOfIt(int width, int height, int across, int down) {
        Random random = new Random(width);
        try (Picture picture = TestPictures.painted(width, height, (x, y) -> random.nextInt(0x1000000));
                Mat expected = new Mat();
                Size size = new Size(across, down)) {
            resize(picture.mat(), expected, size, 0, 0, INTER_AREA);
            ByteBuffer wanted = expected.createBuffer();
            byte[] means = new byte[across * down * 3];
            sums.begin(picture.mat());
            sums.average(0, 0, width, height, across, down, means);
            for (int i = 0; i < means.length; i++) {
                assertThat(means[i] & 0xff).as("value %s", i).isCloseTo(wanted.get(i) & 0xff, within1());
            }
        }
    }

    @Test
    void whatLiesOutsideThePictureIsBlack() {
        try (Picture white = TestPictures.painted(40, 40, (x, y) -> 0xffffff)) {
            byte[] means = new byte[4 * 4 * 3];
            sums.begin(white.mat());
            sums.average(-20, -20, 20, 20, 4, 4, means);
            assertThat(means[0]).isZero();
            assertThat(means[(2 * 4 + 1) * 3]).isZero();
            assertThat(means[(2 * 4 + 2) * 3] & 0xff).isEqualTo(255);
            sums.average(30, 30, 50, 50, 4, 4, means);
            assertThat(means[0] & 0xff).isEqualTo(255);
            assertThat(means[(3 * 4 + 3) * 3]).isZero();
            sums.average(100, 100, 120, 120, 4, 4, means);
            assertThat(means).containsOnly(0);
        }
    }

    @Test
    void aWhitePictureOf4kDoesNotOverflow() {
        try (Mat white = new Mat(2160, 3840, CV_8UC3, org.bytedeco.opencv.opencv_core.Scalar.all(255))) {
            byte[] means = new byte[3];
            sums.begin(white);
            sums.average(3800, 2100, 3840, 2160, 1, 1, means);
            assertThat(means[0] & 0xff).isEqualTo(255);
        }
    }

    @Test
    void aPictureThatWouldOverflowIsRefused() {
        try (Mat large = new Mat(2200, 3840, CV_8UC3)) {
            assertThatIllegalArgumentException().isThrownBy(() -> sums.begin(large));
        }
    }

    private static org.assertj.core.data.Offset<Integer> within1() {
        return org.assertj.core.api.Assertions.within(1);
    }
}
