package io.sightline.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveIntervalTest {
    @Test
    void aFewWhoLookGetAFewPicturesASecond() {
        assertThat(LiveView.interval(1, 1)).isEqualTo(LiveView.SHORTEST_INTERVAL);
        assertThat(LiveView.interval(0, 0)).isEqualTo(LiveView.SHORTEST_INTERVAL);
    }

    @Test
    void manyWhoLookAtManyShareWhatTheMachineCanDo() {
        int viewers = 10 * LiveView.MOST_PER_SECOND;

        assertThat(LiveView.interval(viewers, 1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(LiveView.interval(viewers, 3)).isEqualTo(Duration.ofSeconds(30));
    }
}
