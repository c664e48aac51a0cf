package io.sightline.standalone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    @Test
    void everySettingIsTriedWithEveryOther() {
        assertThat(Grid.of(List.of("margin=0.3, 0.5", "rate=1e-3,3e-3,1e-2")))
                .containsExactly(
                        Map.of("margin", "0.3", "rate", "1e-3"),
                        Map.of("margin", "0.3", "rate", "3e-3"),
                        Map.of("margin", "0.3", "rate", "1e-2"),
                        Map.of("margin", "0.5", "rate", "1e-3"),
                        Map.of("margin", "0.5", "rate", "3e-3"),
                        Map.of("margin", "0.5", "rate", "1e-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"margin", "=0.3", "margin=", "margin=0.3,,0.5"})
    void whatIsNoSweepIsRefused(String sweep) {
        assertThatThrownBy(() -> Grid.of(List.of(sweep)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--sweep " + sweep)
                .hasMessageContaining("margin=0.3,0.5,0.7");
    }

    @Test
    void aSettingIsSweptOnce() {
        assertThatThrownBy(() -> Grid.of(List.of("margin=0.3", "margin=0.5")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("margin is swept twice");
    }
}
