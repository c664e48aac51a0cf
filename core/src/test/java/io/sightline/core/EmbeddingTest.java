package io.sightline.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EmbeddingTest {

    @Test
    void bytesAreLittleEndianAndComeBackTheSame() {
        Embedding embedding = Embedding.normalised(new float[] {3, 4});
        ByteBuffer bytes = embedding.toBytes();
        // 0.6f is 0x3F19999A.
        assertThat(bytes.get(0)).isEqualTo((byte) 0x9A);
        assertThat(bytes.get(3)).isEqualTo((byte) 0x3F);
        assertThat(Embedding.ofBytes(bytes).values()).containsExactly(0.6f, 0.8f);
        assertThat(bytes.remaining()).isEqualTo(8);
    }

    @Test
    void distanceIsEuclideanBetweenUnitVectors() {
        Embedding east = Embedding.normalised(new float[] {2, 0});
        Embedding north = Embedding.normalised(new float[] {0, 5});
        Embedding west = Embedding.normalised(new float[] {-1, 0});
        assertThat(east.distanceTo(north)).isCloseTo(Math.sqrt(2), within(1e-7));
        assertThat(east.distanceTo(west)).isCloseTo(2, within(1e-7));
        assertThat(east.distanceTo(east)).isZero();
    }

    @Test
    void whatIsNotAUnitVectorIsRefused() {
        assertThatThrownBy(() -> Embedding.ofBytes(ByteBuffer.allocate(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length 0");
        assertThatThrownBy(() -> Embedding.ofBytes(ByteBuffer.allocate(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 bytes");
        assertThatThrownBy(() -> Embedding.normalised(new float[] {Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Embedding.normalised(new float[2])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void vectorsOfDifferentLengthsAreNotCompared() {
        Embedding two = Embedding.normalised(new float[] {1, 1});
        Embedding three = Embedding.normalised(new float[] {1, 1, 1});
        assertThatThrownBy(() -> two.distanceTo(three)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textShowsNoValues() {
        assertThat(Embedding.normalised(new float[] {3, 4})).hasToString("Embedding[2]");
    }
}
