package io.sightline.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.people.PeopleBook;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.console.testkit.TestClock;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
class LiveViewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void readsOnlyWhileSomebodyLooks(LocalBroker broker) throws Exception {
        var clock = new TestClock();
        broker.createTopics("live.");
        var connection = new Connection(
                Map.of("bootstrap.servers", broker.servers()),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                "live.");
        try (var live = new LiveView(connection, new PeopleBook(), clock)) {
            assertThat(live.isReading()).isFalse();

            Runnable one = live.watch(camera -> {});
            Runnable two = live.watch(camera -> {});
            assertThat(live.isReading()).isTrue();
            one.run();
            clock.advance(Duration.ofMinutes(1));
            assertThat(live.isReading()).as("the other still looks").isTrue();
            two.run();
            clock.advance(Duration.ofMinutes(1));

            Waiting.until("it has stopped reading", PATIENCE, () -> !live.isReading());
            Runnable again = live.watch(camera -> {});
            assertThat(live.isReading()).isTrue();
            again.run();
        }
    }
}
