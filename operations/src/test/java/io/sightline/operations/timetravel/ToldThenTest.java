package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ToldThenTest {
    private static final Duration GAP = Duration.ofSeconds(10);
    private static final Told TOLD = new Told(Told.Verdict.TOLD, "ada");

    private FoundSighting sighting;
    private ToldThen told;

    @BeforeEach
    void aSightingOfAdaIsFound() {
        var search = new PersonSearch("ada", Faces.gallery(Faces.template("ada", "1", 0)), Faces.RULES, GAP, 0.05f);
        search.see(Faces.logged(Faces.seen("lobby", 100_000, "track", 0.2)));
        sighting = search.sightings().get(0);
        told = new ToldThen("ada", List.of(sighting), GAP);
    }

    private static IdentityEvent event(EventKind kind, String id, String track, long millis, String person) {
        return IdentityEvent.newBuilder()
                .setEventId(id)
                .setCameraId("lobby")
                .setSequence(1)
                .setKind(kind)
                .setTrackId(track)
                .setPersonId(person)
                .setCapturedAt(Instant.ofEpochMilli(millis))
                .setExpiresAt(Instant.ofEpochMilli(millis))
                .setFirstSeenAt(Instant.ofEpochMilli(millis))
                .build();
    }

    private static IdentityEvent correction(EventKind kind, String corrects, String person) {
        IdentityEvent event = event(kind, corrects + "/c", "track", 100_000, person);
        event.setCorrects(corrects);
        return event;
    }

    @Test
    void nothingWasToldWhenNoEventNamesAnybody() {
        told.learn(event(EventKind.APPEARED, "1", "track", 99_000, null));

        assertThat(told.of(sighting)).isEqualTo(new Told(Told.Verdict.NOT_TOLD, null));
    }

    @Test
    void itWasToldAtTheTime() {
        told.learn(event(EventKind.IDENTIFIED, "1", "track", 99_000, "ada"));

        assertThat(told.of(sighting)).isEqualTo(TOLD);
    }

    @Test
    void itWasToldOnAnEarlierTrackOfTheSighting() {
        told.learn(event(EventKind.IDENTIFIED, "1", "earlier", 50_000, "ada"));

        assertThat(told.of(sighting)).isEqualTo(TOLD);
    }

    @Test
    void itWasToldByATrackThatJoinedTheSighting() {
        told.learn(joined("1", "earlier"));
        assertThat(told.of(sighting)).isEqualTo(TOLD);

        IdentityEvent denied = correction(EventKind.RETRACTED, "1", null);
        denied.setSightingId("earlier");
        told.learn(denied);
        assertThat(told.of(sighting)).isEqualTo(new Told(Told.Verdict.DENIED, null));
    }

    private static IdentityEvent joined(String id, String sightingId) {
        IdentityEvent event = event(EventKind.UPDATED, id, "track", 99_000, "ada");
        event.setSightingId(sightingId);
        return event;
    }

    @Test
    void itWasNotToldIfThatSightingWasOver() {
        told.learn(event(EventKind.IDENTIFIED, "1", "earlier", 50_000, "ada"));
        told.learn(event(EventKind.LEFT, "2", "earlier", 60_000, "ada"));

        assertThat(told.of(sighting).verdict()).isEqualTo(Told.Verdict.NOT_TOLD);
    }

    @Test
    void aCorrectionToldItLater() {
        told.learn(event(EventKind.IDENTIFIED, "1", "track", 99_000, "bob"));
        assertThat(told.of(sighting)).isEqualTo(new Told(Told.Verdict.AS_ANOTHER, "bob"));

        told.learn(correction(EventKind.CORRECTED, "1", "ada"));
        assertThat(told.of(sighting)).isEqualTo(new Told(Told.Verdict.CORRECTED, "ada"));
    }

    @Test
    void aCorrectionOfAnEventThatNamedNobodyCounts() {
        told.learn(event(EventKind.APPEARED, "1", "track", 99_000, null));
        told.learn(correction(EventKind.CORRECTED, "1", "ada"));

        assertThat(told.of(sighting)).isEqualTo(new Told(Told.Verdict.CORRECTED, "ada"));
    }

    @Test
    void whatWasTakenBackIsDenied() {
        told.learn(event(EventKind.IDENTIFIED, "1", "track", 99_000, "ada"));
        told.learn(correction(EventKind.RETRACTED, "1", null));

        assertThat(told.of(sighting)).isEqualTo(new Told(Told.Verdict.DENIED, null));
    }
}
