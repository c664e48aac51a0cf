package io.sightline.console.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.console.api.TrainingRunView.StepLoss;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossCurveTest {
    private final LossCurve curve = new LossCurve();

    private void add(int steps) {
        for (int step = 1; step <= steps; step++) {
            curve.add(step, 1000.0 - step);
        }
    }

    @Test
    void aFewStepsAreShownAsTheyAre() {
        add(3);

        assertThat(curve.points()).containsExactly(new StepLoss(1, 999), new StepLoss(2, 998), new StepLoss(3, 997));
    }

    @Test
    void manyStepsBecomeTheirMeansOverTheWholeLength() {
        add(100_001);

        List<StepLoss> points = curve.points();
        assertThat(points).hasSizeBetween(100, 200);
        assertThat(points).extracting(StepLoss::step).isSorted();
        assertThat(points.get(0).step()).isLessThan(1_000);
        assertThat(points.get(points.size() - 1).step()).isGreaterThan(99_000);
        assertThat(points).allSatisfy(p -> assertThat(p.loss()).isCloseTo(1000.0 - p.step(), within(1.0)));
    }
}
