package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.service.Health;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HealthLinesTest {
    private final Health health = new Health();
    private Instant now = Instant.EPOCH;
    private final HealthLines lines = new HealthLines(health, () -> now);

    @Test
    void whatIsStartingIsNoNewsForAWhile() {
        Health.Component camera = health.component("camera/lobby");
        camera.down("The camera is being opened");
        assertThat(lines.changes()).isEmpty();

        now = now.plus(Duration.ofSeconds(13));

        assertThat(lines.changes()).containsExactly("camera lobby is down: The camera is being opened");
        assertThat(lines.changes()).isEmpty();
    }

    @Test
    void readyIsSaidOnce() {
        health.component("kafka").up();

        assertThat(lines.changes()).containsExactly("Ready");
        assertThat(lines.changes()).isEmpty();
    }

    @Test
    void aFaultAndItsEndAreToldAtOnceAfterTheStart() {
        Health.Component kafka = health.component("kafka");
        kafka.up();
        lines.changes();

        kafka.down("Kafka does not answer");
        assertThat(lines.changes()).containsExactly("kafka is down: Kafka does not answer");
        kafka.up();
        assertThat(lines.changes()).containsExactly("kafka is up again");
    }
}
