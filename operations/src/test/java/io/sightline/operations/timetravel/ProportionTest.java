package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {

    @Test
    void theIntervalIsThatOfTheTables() {
        var tenPercent = new Proportion(10, 100);

        assertThat(tenPercent.share()).isEqualTo(0.1);
        assertThat(tenPercent.low()).isCloseTo(0.0552, within(1e-4));
        assertThat(tenPercent.high()).isCloseTo(0.1744, within(1e-4));
    }

    @Test
    void noneSeenIsNotNoneEver() {
        var none = new Proportion(0, 10);

        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.2775, within(1e-4));
        assertThat(new Proportion(10, 10).low()).isCloseTo(1 - 0.2775, within(1e-4));
        assertThat(new Proportion(10, 10).high()).isEqualTo(1);
    }

    @Test
    void nothingMeasuredIsNoShare() {
        assertThatThrownBy(() -> new Proportion(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
