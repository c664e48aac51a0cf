package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.BoundingBox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
    private final Candidates candidates = new Candidates();

    @Test
    void theBestOfOverlappingBoxesStays() {
        candidates.add(0, 0, 10, 10, 0.7f);
        candidates.add(1, 0, 11, 10, 0.9f);
        candidates.add(50, 50, 60, 60, 0.8f);
        candidates.suppress(0.5f, Candidates.Overlap.UNION);
        assertThat(scores()).containsExactly(0.9f, 0.8f);
        assertThat(candidates.x1(0)).isEqualTo(1);
    }

    @Test
    void aBoxInsideAnotherStaysByUnionAndGoesBySmaller() {
        candidates.add(0, 0, 100, 100, 0.9f);
        candidates.add(40, 40, 60, 60, 0.8f);
        candidates.suppress(0.7f, Candidates.Overlap.UNION);
        assertThat(candidates.size()).isEqualTo(2);
        candidates.suppress(0.7f, Candidates.Overlap.SMALLER);
        assertThat(candidates.size()).isEqualTo(1);
    }

    @Test
    void equalScoresKeepTheirOrder() {
        candidates.add(0, 0, 10, 10, 0.5f);
        candidates.add(20, 0, 30, 10, 0.5f);
        candidates.add(40, 0, 50, 10, 0.5f);
        candidates.suppress(0.5f, Candidates.Overlap.UNION);
        assertThat(List.of(candidates.x1(0), candidates.x1(1), candidates.x1(2)))
                .containsExactly(0f, 20f, 40f);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void suppressionAgreesWithThePlainDefinition(long seed) {
        Random random = new Random(seed);
        List<Scored> boxes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            float x = random.nextInt(200);
            float y = random.nextInt(200);
            float side = 10 + random.nextInt(60);
            float score = random.nextInt(1000) / 1000f;
            boxes.add(new Scored(BoundingBox.ofCorners(x, y, x + side, y + side), score));
            candidates.add(x, y, x + side, y + side, score);
        }
        candidates.suppress(0.4f, Candidates.Overlap.UNION);
        assertThat(scores())
                .containsExactlyElementsOf(
                        plainly(boxes, 0.4f).stream().map(Scored::score).toList());
    }

    @Test
    void shiftsMoveCornersByWidthAndHeight() {
        int row = candidates.add(10, 20, 30, 60, 0.9f);
        candidates.setShift(row, 0.1f, -0.1f, 0.5f, 0.25f);
        candidates.applyShifts();
        assertThat(candidates.x1(0)).isEqualTo(12);
        assertThat(candidates.y1(0)).isEqualTo(16);
        assertThat(candidates.x2(0)).isEqualTo(40);
        assertThat(candidates.y2(0)).isEqualTo(70);
    }

    @Test
    void whatShiftsTurnInsideOutIsDroppedAndTheRestStays() {
        candidates.add(10, 20, 30, 60, 0.9f);
        candidates.setShift(candidates.add(10, 20, 30, 60, 0.8f), 0.6f, 0, -0.6f, 0);
        candidates.setShift(candidates.add(10, 20, 30, 60, 0.7f), 0, 0.5f, 0, -0.5f);
        candidates.setShift(candidates.add(10, 20, 30, 60, 0.6f), Float.NaN, 0, 0, 0);
        candidates.add(50, 20, 70, 60, 0.5f);
        candidates.applyShifts();
        assertThat(scores()).containsExactly(0.9f, 0.5f);
        assertThat(candidates.face(1).box()).isEqualTo(BoundingBox.ofCorners(50, 20, 70, 60));
    }

    @Test
    void aSquareKeepsItsCentreAndTheLongerSide() {
        candidates.add(10, 20, 30, 60, 0.9f);
        candidates.makeSquare();
        assertThat(candidates.x1(0)).isEqualTo(0);
        assertThat(candidates.y1(0)).isEqualTo(20);
        assertThat(candidates.x2(0)).isEqualTo(40);
        assertThat(candidates.y2(0)).isEqualTo(60);
    }

    @Test
    void pointsAreTakenFromTheBoxBeforeItMoves() {
        int row = candidates.add(100, 200, 140, 280, 0.9f);
        candidates.setPoint(row, 2, 0.5f, 0.25f);
        candidates.setShift(row, 1, 1, 1, 1);
        candidates.applyShifts();
        DetectedFace face = candidates.face(row);
        assertThat(face.landmarks().nose().x()).isCloseTo(120, within(1e-4f));
        assertThat(face.landmarks().nose().y()).isCloseTo(220, within(1e-4f));
        assertThat(face.box().x()).isEqualTo(140);
    }

    @Test
    void aThresholdDropsWhatOnlyEqualsIt() {
        candidates.add(0, 0, 1, 1, 0.7f);
        candidates.add(5, 5, 6, 6, 0.71f);
        candidates.dropUpTo(0.7f);
        assertThat(scores()).containsExactly(0.71f);
    }

    @Test
    void tablesGrowWhenJoined() {
        Candidates others = new Candidates();
        for (int i = 0; i < 500; i++) {
            others.add(i, 0, i + 1, 1, 0.5f);
        }
        candidates.add(-5, 0, -4, 1, 0.4f);
        candidates.addAll(others);
        assertThat(candidates.size()).isEqualTo(501);
        assertThat(candidates.x1(500)).isEqualTo(499);
    }

    private List<Float> scores() {
        List<Float> scores = new ArrayList<>();
        for (int row = 0; row < candidates.size(); row++) {
            scores.add(candidates.score(row));
        }
        return scores;
    }

    private static List<Scored> plainly(List<Scored> boxes, float limit) {
        List<Scored> kept = new ArrayList<>();
        boxes.stream()
                .sorted(Comparator.comparing(Scored::score).reversed())
                .filter(box -> kept.stream().noneMatch(k -> k.box().iou(box.box()) > limit))
                .forEach(kept::add);
        return kept;
    }

    private record Scored(BoundingBox box, float score) {}
}
