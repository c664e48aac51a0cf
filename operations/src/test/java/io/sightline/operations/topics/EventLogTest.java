package io.sightline.operations.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {
    private static final EventId ID = EventId.parse("hall/door/1763000000000/12/37.22/IDENTIFIED/2");

    @Test
    void anIdTellsItsCameraItsTimeAndItsTrack() {
        assertThat(ID.cameraId()).isEqualTo("hall/door");
        assertThat(ID.epoch()).isEqualTo(Instant.ofEpochMilli(1_763_000_000_000L));
        assertThat(ID.trackId()).isEqualTo("hall/door/1763000000000/12/37.22");
    }

    @Test
    void aCorrectionsIdGoesOnWhereThatOfItsEventEnds() {
        for (String end : List.of("/CORRECTED/label-1", "/RETRACTED/7", "/CORRECTED/same/anon-a/anon-b")) {
            EventId id = EventId.parse(ID.text() + end);

            assertThat(id.cameraId()).isEqualTo(ID.cameraId());
            assertThat(id.trackId()).isEqualTo(ID.trackId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lobby", "lobby/1/2/3.4", "lobby/1/2/3.4/IDENTIFIED/x", "anon-0123456789ab"})
    void whatIsNoIdIsRefusedWithTheFormThatWouldDo(String text) {
        assertThatThrownBy(() -> EventId.parse(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("camera/epoch/frame/face/KIND/number");
    }

    @Test
    void tellsTheEventItsCorrectionsAndTheRestOfItsTrack() {
        IdentityEvent appeared = event("APPEARED/1", EventKind.APPEARED, null);
        IdentityEvent identified = event("IDENTIFIED/2", EventKind.IDENTIFIED, null);
        IdentityEvent ofAnother = event("CORRECTED/3", EventKind.CORRECTED, appeared.getEventId());
        IdentityEvent first = event("CORRECTED/4", EventKind.CORRECTED, identified.getEventId());
        IdentityEvent last = event("RETRACTED/5", EventKind.RETRACTED, identified.getEventId());

        EventTrail trail = EventLog.trail(ID, List.of(appeared, identified, ofAnother, first, last));

        assertThat(trail.event()).contains(identified);
        assertThat(trail.corrections()).containsExactly(first, last);
        assertThat(trail.latest()).isEqualTo(last);
        assertThat(trail.siblings()).containsExactly(appeared, ofAnother, first, last);
    }

    @Test
    void anEventThatIsNotThereLeavesItsTrack() {
        IdentityEvent appeared = event("APPEARED/1", EventKind.APPEARED, null);

        EventTrail trail = EventLog.trail(ID, List.of(appeared));

        assertThat(trail.event()).isEmpty();
        assertThat(trail.siblings()).containsExactly(appeared);
    }

    @Test
    void aKeysPartitionIsWhereKafkaPutsIt() {
        for (String key : List.of("lobby", "door", "hall/door", "Zürich")) {
            assertThat(PartitionReader.partitionOf(key, 12))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), 12));
        }
    }

    @Test
    void findsBytesAtTheStartInTheMiddleAndAtTheEndOnly() {
        byte[] bytes = "abcabd".getBytes(StandardCharsets.UTF_8);

        assertThat(List.of("abc", "cab", "abd", "abcabd")).allMatch(s -> PartitionReader.contains(bytes, utf8(s)));
        assertThat(List.of("abe", "abcabda", "da")).noneMatch(s -> PartitionReader.contains(bytes, utf8(s)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static IdentityEvent event(String end, EventKind kind, String corrects) {
        return IdentityEvent.newBuilder()
                .setEventId(ID.trackId() + "/" + end)
                .setCameraId(ID.cameraId())
                .setSequence(1)
                .setKind(kind)
                .setTrackId(ID.trackId())
                .setCapturedAt(Instant.EPOCH)
                .setExpiresAt(Instant.EPOCH)
                .setFirstSeenAt(Instant.EPOCH)
                .setCorrects(corrects)
                .build();
    }
}
