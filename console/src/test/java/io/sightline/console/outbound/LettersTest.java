package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LettersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Letters letters = letters(List.of(), List.of());

    @Test
    void onlyTheKindsCamerasAndPeopleThatWereChosenAreWanted() {
        IdentityEvent event = Events.identified("lobby", 1, HOUR);

        assertThat(letters.isWanted(event)).isTrue();
        assertThat(letters.isWanted(Events.event("lobby", 1, EventKind.APPEARED).build()))
                .isFalse();
        assertThat(letters(List.of("door"), List.of()).isWanted(event)).isFalse();
        assertThat(letters(List.of("lobby"), List.of("person-1")).isWanted(event))
                .isTrue();
        assertThat(letters(List.of(), List.of("person-9")).isWanted(event)).isFalse();
    }

    @Test
    void whoWasToldOfAPersonIsToldThatItWasSomebodyElse() {
        IdentityEvent correction = Events.corrected("lobby", 1); // from person-1 to person-2

        assertThat(letters(List.of(), List.of("person-1")).isWanted(correction)).isTrue();
        assertThat(letters(List.of(), List.of("person-2")).isWanted(correction)).isTrue();
        assertThat(letters(List.of(), List.of("person-3")).isWanted(correction)).isFalse();
    }

    @Test
    void aCorrectionIsGoodForADayAfterItWasWrittenAndAllElseUntilItExpires() {
        IdentityEvent event = Events.identified("lobby", 1, HOUR);

        assertThat(Letters.deadline(event, NOW)).isEqualTo(event.getExpiresAt());
        assertThat(Letters.deadline(Events.corrected("lobby", 1), NOW)).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void anEventOfACameraWhoseClockIsAheadSaysNothingOfWhenItExpires() {
        IdentityEvent event = Events.event("lobby", 1, EventKind.IDENTIFIED)
                .setCapturedAt(NOW)
                .build();

        assertThat(Letters.isFromTheFuture(event, NOW.minusSeconds(5))).isFalse();
        assertThat(Letters.isFromTheFuture(event, NOW.minusMillis(5_001))).isTrue();
    }

    @Test
    void theIdIsThatOfTheEventAndFitForAHeader() {
        IdentityEvent event = Events.identified("Zürich \"1\"", 1, HOUR);

        assertThat(letters.of(event).id())
                .matches("msg_[0-9a-f]{32}")
                .isEqualTo(letters.of(event).id())
                .isNotEqualTo(
                        letters.of(Events.identified("Zürich \"1\"", 2, HOUR)).id());
    }

    @Test
    void theBodyHasWhatTheDocumentationSays() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(letters.of(Events.corrected("lobby", 7)).body());

        assertThat(json.get("kind").asText()).isEqualTo("CORRECTED");
        assertThat(json.get("sequence").asLong()).isEqualTo(7);
        assertThat(json.get("personId").asText()).isEqualTo("person-2");
        assertThat(json.get("formerPersonId").asText()).isEqualTo("person-1");
        assertThat(json.get("corrects").asText()).isEqualTo("lobby/1/2/3.4/IDENTIFIED/1");
        assertThat(Instant.parse(json.get("expiresAt").asText())).isBefore(Instant.now());
        assertThat(json.get("name").isNull()).isTrue();
    }

    private static Letters letters(List<String> cameras, List<String> persons) {
        return new Letters(
                Events.webhook("a", "https://example.org")
                        .setCameras(cameras)
                        .setPersons(persons)
                        .build(),
                personId -> Optional.of("Ada"));
    }
}
