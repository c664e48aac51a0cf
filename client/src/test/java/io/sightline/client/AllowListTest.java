package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.client.AllowList.Answer;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AllowListTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private final AllowList allowed = AllowList.of(List.of("person-ada"));

    @Test
    void opensForWhoIsOnTheList() {
        assertThat(allowed.answer(Events.identified("lobby", 1, NOON))).isEqualTo(Answer.OPEN);
    }

    @Test
    void staysShutForWhoIsNot() {
        IdentityEvent event = Events.identified("lobby", 1, NOON);
        event.setPersonId("person-eve");
        assertThat(allowed.answer(event)).isEqualTo(Answer.NOT_ALLOWED);
    }

    @ParameterizedTest
    @EnumSource(value = EventKind.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTIFIED")
    void staysShutForEveryOtherKindEvenIfItNamesThePerson(EventKind kind) {
        assertThat(allowed.answer(Events.of(kind, "lobby", 1, NOON))).isEqualTo(Answer.NOT_IDENTIFIED);
    }

    @Test
    void staysShutForAStranger() {
        IdentityEvent event = Events.identified("lobby", 1, NOON);
        event.setPersonId(null);
        event.setAnonymousId("person-ada");
        assertThat(allowed.answer(event)).isEqualTo(Answer.NOT_IDENTIFIED);
    }
}
