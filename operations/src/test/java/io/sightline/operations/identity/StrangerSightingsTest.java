package io.sightline.operations.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StrangerSightingsTest {
    private final StrangerSightings sightings = new StrangerSightings();

    @Test
    void countsSightingsNotEventsOverAllCamerasAndKeys() {
        learn("lobby", 1, EventKind.APPEARED, null, null, 10);
        learn("lobby", 1, EventKind.UPDATED, "anon-a", null, 12);
        learn("lobby", 1, EventKind.LEFT, "anon-a", null, 20);
        learn("door", 2, EventKind.UPDATED, "anon-b", null, 40);
        learn("door", 3, EventKind.UPDATED, "anon-c", null, 50);

        StrangerSightings.Summary seen = sightings.of(Set.of("anon-a", "anon-b"));

        assertThat(seen.sightings()).isEqualTo(2);
        assertThat(seen.cameras()).containsExactly("door", "lobby");
        assertThat(seen.first()).isEqualTo(Instant.ofEpochSecond(9));
        assertThat(seen.last()).isEqualTo(Instant.ofEpochSecond(40));
    }

    @Test
    void aTrackThatJoinsIsOfTheSameSighting() {
        learn("lobby", 1, EventKind.UPDATED, "anon-a", null, 10);
        learn("lobby", 2, EventKind.APPEARED, null, null, 18);
        sightings.learn(IdentityEvent.newBuilder(event("lobby", 2, EventKind.UPDATED, "anon-a", null, 20))
                .setSightingId("lobby/1/1/2.3")
                .build());

        StrangerSightings.Summary seen = sightings.of(List.of("anon-a"));

        assertThat(seen.sightings()).isEqualTo(1);
        assertThat(seen.last()).isEqualTo(Instant.ofEpochSecond(20));
    }

    @Test
    void whoWasNamedOrMergedSinceCountsNoMoreUnderTheOldKey() {
        learn("lobby", 1, EventKind.UPDATED, "anon-a", null, 10);
        learn("lobby", 2, EventKind.UPDATED, "anon-a", null, 20);
        learn("lobby", 3, EventKind.UPDATED, "anon-a", null, 30);
        assertThat(sightings.of(List.of("anon-a")).sightings()).isEqualTo(3);

        learn("lobby", 1, EventKind.CORRECTED, null, "person-grace", 10);
        learn("lobby", 2, EventKind.CORRECTED, "anon-0", null, 20);
        learn("lobby", 3, EventKind.RETRACTED, null, null, 30);

        assertThat(sightings.of(List.of("anon-a")).sightings()).isZero();
        assertThat(sightings.of(List.of("anon-0")).sightings()).isEqualTo(1);
    }

    @Test
    void ofAKeyWithoutASightingNothingIsSaid() {
        StrangerSightings.Summary seen = sightings.of(List.of("anon-x"));

        assertThat(seen.sightings()).isZero();
        assertThat(seen.first()).isNull();
    }

    private void learn(String camera, int track, EventKind kind, String anonymousId, String personId, long second) {
        sightings.learn(event(camera, track, kind, anonymousId, personId, second));
    }

    private static IdentityEvent event(
            String camera, int track, EventKind kind, String anonymousId, String personId, long second) {
        String trackId = camera + "/1/" + track + "/2.3";
        return IdentityEvent.newBuilder()
                .setEventId(trackId + "/" + kind + "/" + second)
                .setCameraId(camera)
                .setSequence(second)
                .setKind(kind)
                .setTrackId(trackId)
                .setSightingId(trackId)
                .setAnonymousId(anonymousId)
                .setPersonId(personId)
                .setCapturedAt(Instant.ofEpochSecond(second))
                .setExpiresAt(Instant.ofEpochSecond(second + 10))
                .setFirstSeenAt(Instant.ofEpochSecond(second - 1))
                .build();
    }
}
