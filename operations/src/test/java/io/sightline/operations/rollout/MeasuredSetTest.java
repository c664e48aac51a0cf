package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.operations.rollout.MeasuredSet.Point;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredSetTest {
    private final Map<String, Double> figures = new HashMap<>(Map.of(
            "lfw.accuracy", 0.97,
            "people.v2.auc", 0.99,
            "people.v2.tarAtFar1e-3", 0.8,
            "people.v2.tarAtFar1e-3.low", 0.7,
            "people.v2.tarAtFar1e-3.high", 0.9,
            "people.v2.tarAtFar5e-2", 0.95,
            "people.v2.tarAtFar2e-3", 0.85,
            "people.v2.thresholdAtFar1e-3", 0.6));

    @Test
    void figuresAreGroupedBySetThoughItsNameAndTheirsHaveDots() {
        figures.putAll(new MeasuredAgainst(A, "lfw", 1e-3, 0.9, 0.95, 0.03, 0.07, true).figures());

        List<MeasuredSet> sets = MeasuredSet.of(figures);

        assertThat(sets).extracting(MeasuredSet::name).containsExactly("lfw", "people.v2");
        assertThat(sets.get(0).figures()).containsOnlyKeys("accuracy");
        assertThat(sets.get(1).figures())
                .containsOnlyKeys(
                        "auc",
                        "tarAtFar1e-3",
                        "tarAtFar1e-3.low",
                        "tarAtFar1e-3.high",
                        "tarAtFar2e-3",
                        "tarAtFar5e-2",
                        "thresholdAtFar1e-3");
    }

    @Test
    void theCurveIsOfTheRatesAloneAndRises() {
        List<MeasuredSet> sets = MeasuredSet.of(figures);

        assertThat(sets.get(0).curve()).isEmpty();
        assertThat(sets.get(1).curve())
                .containsExactly(new Point(1e-3, 0.8), new Point(2e-3, 0.85), new Point(5e-2, 0.95));
    }

    @Test
    void aFigureWithoutASetIsKept() {
        assertThat(MeasuredSet.of(Map.of("accuracy", 0.5)))
                .containsExactly(new MeasuredSet("", new java.util.TreeMap<>(Map.of("accuracy", 0.5))));
    }
}
