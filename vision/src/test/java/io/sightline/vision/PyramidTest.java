package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.vision.Pyramid.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class PyramidTest {

    @Test
    void theFirstLevelShowsTheSmallestFaceAtTwelvePixels() {
        Level first = Pyramid.levels(1920, 1080, 40, 0.709).get(0);
        assertThat(first).isEqualTo(new Level(12 / 40.0, 576, 324));
    }

    @Test
    void levelsShrinkUntilThePictureIsAFace() {
        List<Level> levels = Pyramid.levels(1920, 1080, 40, 0.709);
        assertThat(levels).hasSize(10);
        Level last = levels.get(levels.size() - 1);
        assertThat(last.height()).isBetween(12, 17);
    }

    @Test
    void aPictureSmallerThanTheSmallestFaceHasNoLevel() {
        assertThat(Pyramid.levels(39, 500, 40, 0.709)).isEmpty();
    }

    @Test
    void aHugePictureIsLookedAtWithinBounds() {
        Level first = Pyramid.levels(9000, 7000, 20, 0.709).get(0);
        assertThat(first.width() * first.height()).isLessThanOrEqualTo(Pyramid.MAX_BASE_PIXELS + 2200);
    }
}
