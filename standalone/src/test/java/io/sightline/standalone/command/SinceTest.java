package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SinceTest {
    private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");

    @Test
    void takesAnAgeOrATime() {
        assertThat(EventsCommand.instantOf("90s", NOW)).isEqualTo("2026-05-01T07:58:30Z");
        assertThat(EventsCommand.instantOf("10m", NOW)).isEqualTo("2026-05-01T07:50:00Z");
        assertThat(EventsCommand.instantOf("2H", NOW)).isEqualTo("2026-05-01T06:00:00Z");
        assertThat(EventsCommand.instantOf("7d", NOW)).isEqualTo("2026-04-24T08:00:00Z");
        assertThat(EventsCommand.instantOf("2026-04-01T00:00:00Z", NOW)).isEqualTo("2026-04-01T00:00:00Z");
    }

    @Test
    void staysBetween1970AndNow() {
        assertThat(EventsCommand.instantOf("30000d", NOW)).isEqualTo(Instant.EPOCH);
        assertThat(EventsCommand.instantOf("999999999d", NOW)).isEqualTo(Instant.EPOCH);
        assertThat(EventsCommand.instantOf("1969-12-31T23:00:00Z", NOW)).isEqualTo(Instant.EPOCH);
        assertThat(EventsCommand.instantOf("+999999999-01-01T00:00:00Z", NOW)).isEqualTo(NOW);
    }

    @Test
    void saysWhatItTakes() {
        assertThatThrownBy(() -> EventsCommand.instantOf("yesterday", NOW))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'yesterday'")
                .hasMessageContaining("10m, 2h or 7d");
    }
}
