package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Liveness;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Reasons;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventFormatTest {
    private static final Instant SEEN = Instant.parse("2026-05-01T08:00:01.250Z");

    private final People people = new People();

    @BeforeEach
    void adaIsKnown() {
        people.learn(new Entry<>("p1", new Person("p1", PersonState.ACTIVE, "Ada", null, SEEN), 0, 0, 0));
    }

    @Test
    void columnsShowTimeCameraWhatWhoDistanceAndThreshold() {
        var columns = new EventColumns(ZoneOffset.UTC);

        assertThat(columns.heading().orElseThrow())
                .isEqualTo(
                        "TIME                 CAMERA        EVENT       WHO                             DISTANCE  THRESHOLD  ID");
        assertThat(columns.line(event(EventKind.IDENTIFIED, "p1", 0.6543f), people))
                .isEqualTo(
                        "2026-05-01 08:00:01  lobby         IDENTIFIED  Ada                                0.654      0.880  e1");
        assertThat(columns.line(event(EventKind.APPEARED, null, null), people))
                .isEqualTo(
                        "2026-05-01 08:00:01  lobby         APPEARED    unknown                                       0.880  e1");
    }

    @Test
    void aPersonWhoWasForgottenIsShownByTheIdOnly() {
        assertThat(new EventColumns(ZoneOffset.UTC).line(event(EventKind.LEFT, "p2", 0.5f), people))
                .contains(" p2 ");
    }

    @Test
    void whoIsNotEnrolledIsShownByTheirKeyAndACorrectionByBoth() {
        var columns = new EventColumns(ZoneOffset.UTC);
        IdentityEvent correction = event(EventKind.CORRECTED, "p1", null);
        correction.setCorrects("e0");
        correction.setFormerAnonymousId("anon-1");
        IdentityEvent stranger = event(EventKind.UPDATED, null, 0.9f);
        stranger.setAnonymousId("anon-1");

        assertThat(columns.line(stranger, people)).contains(" anon-1 ");
        assertThat(columns.line(correction, people)).contains(" Ada, not anon-1 ");
    }

    @Test
    void jsonIsOneObjectPerLineWithAllThatDecided() throws Exception {
        String line = new EventJson().line(event(EventKind.IDENTIFIED, "p1", 0.65f), people);

        JsonNode json = JsonMapper.builder().build().readTree(line);
        assertThat(line).doesNotContain("\n");
        assertThat(json.get("name").asText()).isEqualTo("Ada");
        assertThat(json.get("personId").asText()).isEqualTo("p1");
        assertThat(json.get("time").asText()).isEqualTo("2026-05-01T08:00:01.250Z");
        assertThat(json.get("distance").floatValue()).isEqualTo(0.65f);
        assertThat(json.get("runnerUpPersonId").isNull()).isTrue();
        assertThat(json.get("liveness").asText()).isEqualTo("NOT_CHECKED");
    }

    private static IdentityEvent event(EventKind kind, String personId, Float distance) {
        return IdentityEvent.newBuilder()
                .setEventId("e1")
                .setCameraId("lobby")
                .setSequence(7)
                .setKind(kind)
                .setTrackId("t1")
                .setPersonId(personId)
                .setCapturedAt(SEEN)
                .setExpiresAt(SEEN.plusSeconds(60))
                .setFirstSeenAt(SEEN)
                .setReasons(Reasons.newBuilder()
                        .setModelId("m@1+0123456789ab")
                        .setDistance(distance)
                        .setThreshold(0.88f)
                        .setRequiredMargin(0.05f)
                        .setEvidence(3)
                        .setQuality(0.9f)
                        .setGalleryOffset(4)
                        .setLiveness(Liveness.NOT_CHECKED)
                        .build())
                .build();
    }
}
