package io.sightline.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class DistortionTest {
    private static final Landmarks POINTS = new Landmarks(
            new Point(30, 40), new Point(70, 44), new Point(52, 60), new Point(36, 80), new Point(66, 82));

    private static Distortion moved(double degrees, double sideways, double down, double zoom) {
        return new Distortion(false, degrees, sideways, down, zoom, 1, 1, 1, 0, Distortion.NOT_COMPRESSED);
    }

    private static Distortion coloured(double brightness, double contrast, double saturation) {
        return new Distortion(false, 0, 0, 0, 1, brightness, contrast, saturation, 0, Distortion.NOT_COMPRESSED);
    }

    private static int[] changed(Distortion distortion, int... bgr) {
        byte[] bytes = new byte[bgr.length];
        for (int i = 0; i < bgr.length; i++) {
            bytes[i] = (byte) bgr[i];
        }
        try (Mat picture = new Mat(1, bgr.length / 3, CV_8UC3)) {
            picture.<ByteBuffer>createBuffer().put(bytes);
            distortion.pixels(picture);
            picture.<ByteBuffer>createBuffer().get(bytes);
        }
        int[] values = new int[bgr.length];
        for (int i = 0; i < bgr.length; i++) {
            values[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return values;
    }

    @Test
    void aMirrorSwapsLeftAndRightPoints() {
        var mirror = new Distortion(true, 0, 0, 0, 1, 1, 1, 1, 0, Distortion.NOT_COMPRESSED);
        Landmarks mirrored = mirror.points(POINTS, 101);

        assertThat(mirrored)
                .isEqualTo(new Landmarks(
                        new Point(30, 44), new Point(70, 40), new Point(48, 60), new Point(34, 82), new Point(64, 80)));
        assertThat(mirror.points(mirrored, 101)).isEqualTo(POINTS);
        assertThat(changed(mirror, 1, 2, 3, 4, 5, 6)).containsExactly(4, 5, 6, 1, 2, 3);
    }

    @Test
    void pointsMoveAgainstTheFace() {
        // Where the points are said to lie farther left, the warp brings the face farther right.
        Landmarks right = moved(0, 0.1, 0, 1).points(POINTS, 101);
        double eyes = Math.hypot(40, 4);
        assertThat(right.nose().x()).isCloseTo((float) (52 - 0.1 * eyes), within(1e-3f));
        assertThat(right.nose().y()).isCloseTo(60, within(1e-3f));
        Landmarks larger = moved(0, 0, 0, 1.25).points(POINTS, 101);
        assertThat(larger.rightEye().x() - larger.leftEye().x()).isCloseTo(40 / 1.25f, within(1e-3f));
        Landmarks turned = moved(90, 0, 0, 1).points(POINTS, 101);
        assertThat(turned.rightEye().x() - turned.leftEye().x()).isCloseTo(-4, within(1e-3f));
        assertThat(turned.rightEye().y() - turned.leftEye().y()).isCloseTo(40, within(1e-3f));
    }

    @Test
    void colourFollowsItsThreeFactors() {
        assertThat(changed(coloured(1.5, 1, 1), 10, 20, 40)).containsExactly(15, 30, 60);
        // Towards the mean of the picture's grey, 60.
        assertThat(changed(coloured(1, 0.5, 1), 20, 20, 20, 100, 100, 100)).containsExactly(40, 40, 40, 80, 80, 80);
        int[] grey = changed(coloured(1, 1, 0), 10, 200, 90);
        assertThat(grey[1]).isEqualTo(grey[0]).isEqualTo(grey[2]);
        assertThat(changed(coloured(3, 1, 1), 10, 100, 200)).containsExactly(30, 255, 255);
    }

    @Test
    void nothingIsDrawnOfNothing() {
        assertThat(Augmentation.NONE.draw(new Random(3)).isNone()).isTrue();
    }

    @Test
    void everyDrawKeepsItsBoundsAndTheSeedDecidesIt() {
        Set<Distortion> drawn = new HashSet<>();
        var seeds = new Random(1); // those of neighbouring numbers begin alike
        for (int i = 0; i < 300; i++) {
            long seed = seeds.nextLong();
            Distortion d = Augmentation.DEFAULT.draw(new Random(seed));
            assertThat(d).isEqualTo(Augmentation.DEFAULT.draw(new Random(seed)));
            assertThat(Math.abs(d.degrees())).isLessThanOrEqualTo(Augmentation.DEFAULT.rotation());
            assertThat(Math.abs(d.sideways())).isLessThanOrEqualTo(Augmentation.DEFAULT.shift());
            assertThat(d.zoom()).isBetween(1 - Augmentation.DEFAULT.zoom(), 1 + Augmentation.DEFAULT.zoom());
            drawn.add(d);
        }
        assertThat(drawn).hasSize(300);
        assertThat(drawn.stream().filter(Distortion::mirrored).count()).isBetween(110L, 190L);
        assertThat(drawn.stream().filter(d -> d.blur() > 0).count()).isBetween(20L, 75L);
        assertThat(drawn.stream().filter(d -> d.quality() > 0).count()).isBetween(45L, 110L);
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThatThrownBy(() -> new Augmentation(1.5, 0, 0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mirror lies between 0 and 1");
    }
}
