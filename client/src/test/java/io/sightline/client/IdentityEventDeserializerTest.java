package io.sightline.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentityEventDeserializerTest {
    private static final IdentityEvent EVENT = Events.identified("lobby", 1, Instant.parse("2026-03-01T12:00:00Z"));

    private TestRegistry registry;
    private final IdentityEventDeserializer deserializer = new IdentityEventDeserializer();

    @BeforeEach
    void start() throws IOException {
        registry = TestRegistry.start();
        deserializer.configure(Map.of("schema.registry.url", registry.url()), false);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void readsAnEventAndAsksForItsSchemaOnce() {
        assertThat(deserializer.deserialize("t", TestRegistry.encoded(EVENT))).isEqualTo(EVENT);
        assertThat(deserializer.deserialize("t", TestRegistry.encoded(EVENT))).isEqualTo(EVENT);
        assertThat(registry.questions).hasValue(1);
    }

    @Test
    void readsOnFromItsCacheWhenTheRegistryIsAway() {
        deserializer.deserialize("t", TestRegistry.encoded(EVENT));
        registry.close();

        assertThat(deserializer.deserialize("t", TestRegistry.encoded(EVENT))).isEqualTo(EVENT);
    }

    @Test
    void aKindOfALaterSchemaIsUnspecified() throws IOException {
        String later = IdentityEvent.getClassSchema().toString().replace("\"IDENTIFIED\"", "\"FLEW_BY\"");
        registry.put(TestRegistry.EVENTS, later);

        assertThat(deserializer.deserialize("t", TestRegistry.encoded(EVENT)).getKind())
                .hasToString("UNSPECIFIED");
    }

    @Test
    void saysThatTheRegistryIsAwayIfItDoesNotAnswer() {
        registry.close();
        assertThatThrownBy(() -> deserializer.deserialize("t", TestRegistry.encoded(EVENT)))
                .isInstanceOf(RegistryAwayException.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    void saysThatTheRegistryIsAwayIfItFailsOrDeniesUs() {
        for (int status : new int[] {500, 503, 401, 429}) {
            registry.failsWith = status;
            assertThatThrownBy(() -> deserializer.deserialize("t", TestRegistry.encoded(EVENT)))
                    .isInstanceOf(RegistryAwayException.class)
                    .hasMessageContaining("status " + status);
        }
    }

    @Test
    void asksTheNextRegistryIfOneIsAway() throws IOException {
        TestRegistry first = TestRegistry.start();
        first.close();
        deserializer.configure(Map.of("schema.registry.url", first.url() + ", " + registry.url() + "/"), false);

        assertThat(deserializer.deserialize("t", TestRegistry.encoded(EVENT))).isEqualTo(EVENT);
    }

    @Test
    void sendsUserAndPassword() {
        deserializer.configure(
                Map.of("schema.registry.url", registry.url(), "basic.auth.user.info", "door:secret"), false);
        deserializer.deserialize("t", TestRegistry.encoded(EVENT));

        assertThat(registry.authorization).contains("Basic ZG9vcjpzZWNyZXQ=");
    }

    @Test
    void refusesWhatIsNotInTheWireFormat() {
        for (byte[] bytes : new byte[][] {null, {}, {0, 0, 0}, "hello, world".getBytes(UTF_8)}) {
            assertThatThrownBy(() -> deserializer.deserialize("t", bytes)).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void refusesASchemaThatTheRegistryDoesNotKnow() {
        byte[] bytes = TestRegistry.encoded(EVENT);
        bytes[4] = 99;
        assertThatThrownBy(() -> deserializer.deserialize("t", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no schema of id 99");
    }

    @Test
    void refusesAForeignSchema() throws IOException {
        registry.put(
                8,
                Schema.createEnum("Suit", null, "cards", Arrays.asList("SPADES"))
                        .toString());
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {0, 0, 0, 0, 8, 0}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("cards.Suit");
    }

    @Test
    void refusesWhatTheRegistryDoesNotCallAvro() {
        registry.putRaw(8, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}");
        registry.putRaw(9, "{\"schema\":\"not a schema\"}");
        registry.putRaw(10, "<html>");
        for (byte id = 8; id <= 10; id++) {
            byte[] bytes = {0, 0, 0, 0, id, 0};
            assertThatThrownBy(() -> deserializer.deserialize("t", bytes)).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void refusesATornRecordWhereverItIsTornAndOneWithMoreBehindIt() {
        byte[] whole = TestRegistry.encoded(EVENT);
        for (int length = 5; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> deserializer.deserialize("t", torn)).isInstanceOf(SerializationException.class);
        }
        assertThatThrownBy(() -> deserializer.deserialize("t", Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void aDamagedLengthIsRefusedWithoutTakingMemoryForIt() {
        // The first field, eventId, says that it is 2,000,000,000 bytes long.
        byte[] bytes = ByteBuffer.allocate(10)
                .put((byte) 0)
                .putInt(TestRegistry.EVENTS)
                .put(new byte[] {(byte) 0x80, (byte) 0xd0, (byte) 0xac, (byte) 0xf3, 0x0e})
                .array();
        assertThatThrownBy(() -> deserializer.deserialize("t", bytes)).isInstanceOf(SerializationException.class);
    }

    @Test
    void saysWhichSettingIsMissing() {
        assertThatThrownBy(() -> new IdentityEventDeserializer().configure(Map.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema.registry.url");
    }
}
