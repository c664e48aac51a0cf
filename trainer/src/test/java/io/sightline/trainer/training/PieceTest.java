package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PieceTest {
    private static List<Integer> sizes(int batch, int most, int devices) {
        List<Piece> pieces = Piece.of(batch, most, devices);
        int from = 0;
        for (int number = 0; number < pieces.size(); number++) {
            assertThat(pieces.get(number).number()).isEqualTo(number);
            assertThat(pieces.get(number).from()).isEqualTo(from);
            from += pieces.get(number).count();
        }
        assertThat(from).isEqualTo(batch);
        return pieces.stream().map(Piece::count).toList();
    }

    @Test
    void oneDeviceTakesAsFewAsFitOfEqualSizeAndNeverASingleFace() {
        assertThat(sizes(30, 60, 1)).containsExactly(30);
        assertThat(sizes(100, 40, 1)).containsExactly(33, 33, 34);
        assertThat(sizes(33, 16, 1)).containsExactly(11, 11, 11);
        assertThat(sizes(5, 4, 1)).containsExactly(2, 3);
    }

    @Test
    void severalDevicesGetEquallyMany() {
        assertThat(sizes(180, 60, 2)).containsExactly(45, 45, 45, 45);
        assertThat(sizes(180, 180, 8)).containsExactly(22, 23, 22, 23, 22, 23, 22, 23);
        assertThat(sizes(40, 10, 2)).containsExactly(10, 10, 10, 10);
    }

    @Test
    void noPieceIsMadeSmallerThanNormalisationBears() {
        assertThat(sizes(33, 60, 8)).containsExactly(16, 17);
        assertThat(sizes(30, 60, 2)).containsExactly(30);
    }

    @Test
    void smallerPiecesThatWereAskedForStay() {
        assertThat(sizes(32, 8, 3)).containsExactly(8, 8, 8, 8);
    }
}
