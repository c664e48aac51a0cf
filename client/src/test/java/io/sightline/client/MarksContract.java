package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What all marks do. */
abstract class MarksContract {

    abstract Marks open() throws Exception;

    @Test
    void knowsNothingAtFirst() throws Exception {
        try (Marks marks = open()) {
            assertThat(marks.log()).isEmpty();
            assertThat(marks.sequence("lobby")).isZero();
            assertThat(marks.position(3)).isEmpty();
        }
    }

    @Test
    void keepsTheHighestSequenceAndTheLatestPosition() throws Exception {
        try (Marks marks = open()) {
            marks.begin("log");
            marks.advance(new Progress(Map.of(3, 100L), Map.of("lobby", 7L, "desk", 1L)));
            marks.advance(new Progress(Map.of(3, 50L), Map.of("lobby", 6L)));

            assertThat(marks.sequence("lobby")).isEqualTo(7);
            assertThat(marks.sequence("desk")).isEqualTo(1);
            assertThat(marks.position(3)).hasValue(50);
        }
    }

    @Test
    void forgetsAllWhenAnotherLogBegins() throws Exception {
        try (Marks marks = open()) {
            marks.begin("log");
            marks.advance(new Progress(Map.of(3, 100L), Map.of("lobby", 7L)));
            marks.begin("other");

            assertThat(marks.log()).contains("other");
            assertThat(marks.sequence("lobby")).isZero();
            assertThat(marks.position(3)).isEmpty();
        }
    }
}
