package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sightline.console.outbound.MqttMessages.Message;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.OutboundTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MqttMessagesTest {
    private final OutboundTarget target = Events.mqtt("t1", 1883, null).build();
    private final MqttMessages messages = messages(target);

    @Test
    void homeAssistantIsToldWhatThereIsOfACamera() throws Exception {
        List<Message> discovery = messages.discovery("lobby");

        assertThat(discovery.stream().map(Message::topic))
                .containsExactly(
                        "homeassistant/sensor/sightline_t1/lobby_person/config",
                        "homeassistant/binary_sensor/sightline_t1/lobby_occupied/config");
        assertThat(discovery).allMatch(Message::isRetained);
        JsonNode sensor = new ObjectMapper().readTree(discovery.get(1).payload());
        assertThat(sensor.get("unique_id").asText()).isEqualTo("sightline_t1_lobby_occupied");
        assertThat(sensor.get("state_topic").asText()).isEqualTo("sightline/cameras/lobby/occupied");
        assertThat(sensor.get("availability_topic").asText()).isEqualTo("sightline/status");
        assertThat(sensor.get("device_class").asText()).isEqualTo("occupancy");
        assertThat(sensor.get("device").get("name").asText()).isEqualTo("Camera lobby");
    }

    @Test
    void withoutTheEndOfSightingsThereIsNoSensorOfWhetherSomebodyIsThere() {
        MqttMessages some = messages(OutboundTarget.newBuilder(target)
                .setKinds(List.of(EventKind.IDENTIFIED))
                .build());

        assertThat(some.discovery("lobby")).hasSize(1);
        assertThat(state(some, event(EventKind.IDENTIFIED, "a"), "occupied")).isEmpty();
    }

    @Test
    void somebodyIsThereUntilTheLastOneLeft() {
        assertThat(occupied(EventKind.APPEARED, "a")).contains("ON");
        assertThat(occupied(EventKind.IDENTIFIED, "b")).contains("ON");
        assertThat(occupied(EventKind.LEFT, "a")).contains("ON");
        assertThat(occupied(EventKind.LEFT, "b")).contains("OFF");
        assertThat(occupied(EventKind.LEFT, "of before a restart")).contains("OFF");
        assertThat(occupied(EventKind.CORRECTED, "a")).isEmpty();
    }

    @Test
    void nothingThatIsRetainedSaysAnythingOfAPerson() {
        MqttMessages withNames =
                messages(OutboundTarget.newBuilder(target).setIncludeName(true).build());
        IdentityEvent event = event(EventKind.IDENTIFIED, "a");

        assertThat(state(withNames, event, "person")).contains("Ada");
        assertThat(state(messages, event, "person")).contains("person-1");
        assertThat(withNames.of(letter(event))).noneMatch(Message::isRetained);
    }

    @Test
    void aCameraThatIsNoLevelOfATopicGetsOneOfItsOwn() {
        assertThat(MqttMessages.level("lobby-1_a")).isEqualTo("lobby-1_a");
        assertThat(MqttMessages.level("hall/door")).matches("hall_door_[0-9a-f]{8}");
        assertThat(MqttMessages.level("hall+door")).isNotEqualTo(MqttMessages.level("hall#door"));
    }

    private Optional<String> occupied(EventKind kind, String sighting) {
        return state(messages, event(kind, sighting), "occupied");
    }

    private static Optional<String> state(MqttMessages of, IdentityEvent event, String what) {
        return of.of(letter(event)).stream()
                .filter(m -> m.topic().equals("sightline/cameras/lobby/" + what))
                .map(m -> new String(m.payload(), StandardCharsets.UTF_8))
                .findFirst();
    }

    private static Letter letter(IdentityEvent event) {
        return new Letter("msg_1", Optional.of(event), new byte[0]);
    }

    private static IdentityEvent event(EventKind kind, String sighting) {
        return Events.event("lobby", 1, kind)
                .setPersonId("person-1")
                .setSightingId(sighting)
                .build();
    }

    private static MqttMessages messages(OutboundTarget target) {
        return new MqttMessages(target, personId -> Optional.of("Ada"));
    }
}
