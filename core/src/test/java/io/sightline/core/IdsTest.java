package io.sightline.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void faceIdSurvivesRoundingButTellsNeighboursApart() {
        FrameId frame = new FrameId("lobby", 1700000000000L, 42);
        String id = frame.faceId(new BoundingBox(100, 100, 80, 80));
        assertThat(id).startsWith("lobby/1700000000000/42/");
        assertThat(frame.faceId(new BoundingBox(100.3f, 99.8f, 80.1f, 80))).isEqualTo(id);
        assertThat(frame.faceId(new BoundingBox(180, 100, 80, 80))).isNotEqualTo(id);
    }

    @Test
    void modelIdReadsWhatItWrites() {
        ModelId id = new ModelId("mobilefacenet-128", "1", "0123456789ab");
        assertThat(ModelId.parse(id.toString())).isEqualTo(id);
        assertThatThrownBy(() -> ModelId.parse("mobilefacenet"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'mobilefacenet'")
                .hasMessageContaining("name@version+digest");
    }

    @Test
    void overlapIsIntersectionOverUnion() {
        BoundingBox box = new BoundingBox(0, 0, 10, 10);
        assertThat(box.iou(new BoundingBox(5, 0, 10, 10))).isCloseTo(1f / 3, within(1e-6f));
        assertThat(box.iou(new BoundingBox(10, 0, 10, 10))).isZero();
        assertThat(box.iou(box)).isEqualTo(1);
    }
}
