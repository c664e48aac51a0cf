package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.console.access.SecretReference;
import io.sightline.console.api.OutboundView;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.OutboundTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events from a real Kafka to a real MQTT broker. */
class MqttDeliveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String PASSWORD = "a b$c";
    private static final AtomicInteger TARGETS = new AtomicInteger();
    private static final InMemoryAvro AVRO = new InMemoryAvro();

    @TempDir
    static Path folder;

    private static LocalBroker kafka;
    private static Connection connection;
    private static Producer<byte[], byte[]> producer;

    @TempDir
    Path own;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Mosquitto mosquitto;
    private OutboundTarget target;

    /** What a subscriber of everything got. */
    private record Got(String topic, String text, boolean isRetained) {}

    @BeforeAll
    static void startKafka() throws Exception {
        Mosquitto.assumeInstalled();
        kafka = new LocalBroker(folder.resolve("kafka"));
        kafka.start();
        kafka.createTopics("");
        connection = new Connection(
                Map.of("bootstrap.servers", kafka.servers()), new RegistryConfig("http://127.0.0.1:1", Map.of()), "");
        producer = new KafkaClients(connection).producer("test");
    }

    @AfterAll
    static void stopKafka() {
        if (kafka != null) {
            producer.close();
            kafka.close();
        }
    }

    @BeforeEach
    void startMosquitto() throws Exception {
        mosquitto = new Mosquitto(own);
        mosquitto.start("console", PASSWORD);
        Path password = Files.writeString(own.resolve("password"), PASSWORD + "\n");
        target = Events.mqtt("mqtt-" + TARGETS.incrementAndGet(), mosquitto.port(), "${file:" + password + "}")
                .build();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        mosquitto.close();
    }

    @Test
    void eventsArePublishedInOrderAndHomeAssistantIsToldOfTheCamera() throws Exception {
        List<Got> got = subscribe();
        Outbound outbound = console();
        until("it is connected", () -> texts(got, "sightline/status").contains("online"));
        put(Events.event("lobby", 1, EventKind.APPEARED).build());
        put(Events.identified("lobby", 2, HOUR));
        put(Events.event("lobby", 3, EventKind.LEFT).build());

        until("all is delivered", () -> state(outbound).delivered() == 3);
        until("all came", () -> texts(got, "sightline/events/lobby").size() == 3);
        List<Integer> sequences = new ArrayList<>();
        for (String text : texts(got, "sightline/events/lobby")) {
            sequences.add(new ObjectMapper().readTree(text).get("sequence").asInt());
        }
        assertThat(sequences).containsExactly(1, 2, 3);
        until(
                "the last state came",
                () -> texts(got, "sightline/cameras/lobby/occupied").size() == 3);
        assertThat(texts(got, "sightline/cameras/lobby/occupied")).containsExactly("ON", "ON", "OFF");
        assertThat(texts(got, "sightline/cameras/lobby/person")).containsExactly("person-1");

        // Who comes later gets what is retained: what there is, and nothing of anybody.
        List<Got> later = subscribe();
        until("what is retained came", () -> later.size() >= 3);
        assertThat(later.stream().map(Got::topic))
                .containsExactlyInAnyOrder(
                        "sightline/status",
                        "homeassistant/sensor/sightline_" + target.getTargetId() + "/lobby_person/config",
                        "homeassistant/binary_sensor/sightline_" + target.getTargetId() + "/lobby_occupied/config");
    }

    @Test
    void whatHappensWhileTheBrokerIsDownComesWhenItIsBack() throws Exception {
        Outbound outbound = console();
        put(Events.identified("lobby", 1, HOUR));
        until("the first is delivered", () -> state(outbound).delivered() == 1);
        mosquitto.close();
        put(Events.identified("lobby", 2, HOUR));
        put(Events.identified("lobby", 3, HOUR));
        until("it was tried", () -> state(outbound).lastError().isPresent());

        mosquitto.start("console", PASSWORD);
        List<Got> got = subscribe();

        until("the rest is delivered", () -> state(outbound).delivered() == 3);
        until("the rest came", () -> texts(got, "sightline/events/lobby").size() >= 2);
        assertThat(texts(got, "sightline/events/lobby").get(0)).contains("\"sequence\":2");
        until("it is online again", () -> texts(got, "sightline/status").contains("online"));
    }

    @Test
    void aConsoleThatIsStoppedSaysSoAndTheNextOneGoesOn() throws Exception {
        List<Got> got = subscribe();
        Outbound before = console();
        put(Events.identified("lobby", 1, HOUR));
        until("the first is delivered", () -> state(before).delivered() == 1);
        before.close();
        until("it says that it is off", () -> texts(got, "sightline/status").contains("offline"));
        put(Events.identified("lobby", 2, HOUR));

        Outbound after = console();

        until("the second came", () -> texts(got, "sightline/events/lobby").size() == 2);
        until(
                "nothing is left that may come",
                () -> state(after).waiting() == 0 && state(after).lag() == 0);
        assertThat(texts(got, "sightline/events/lobby")).hasSize(2);
    }

    @Test
    void aWrongPasswordIsSaidAndNothingIsLost() throws Exception {
        mosquitto.close();
        mosquitto.start("console", "another");
        Outbound outbound = console();
        put(Events.identified("lobby", 1, HOUR));
        until("it is refused", () -> state(outbound).lastError().isPresent());
        assertThat(state(outbound).lastError().orElseThrow())
                .contains("refuses the user or the password")
                .doesNotContain(PASSWORD);
        assertThat(outbound.test(target).works()).isFalse();

        mosquitto.close();
        mosquitto.start("console", PASSWORD);

        until("it is delivered", () -> state(outbound).delivered() == 1);
        assertThat(outbound.test(target).works()).isTrue();
    }

    private List<Got> subscribe() throws Exception {
        List<Got> got = new CopyOnWriteArrayList<>();
        var client = new MqttClient(
                "tcp://127.0.0.1:" + mosquitto.port(), "test-" + System.nanoTime(), new MemoryPersistence());
        var options = new MqttConnectOptions();
        options.setUserName("console");
        options.setPassword(PASSWORD.toCharArray());
        client.connect(options);
        client.subscribe(
                "#",
                1,
                (topic, message) -> got.add(new Got(
                        topic, new String(message.getPayload(), StandardCharsets.UTF_8), message.isRetained())));
        open.add(() -> {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 500);
            }
            client.close(true);
        });
        return got;
    }

    private static List<String> texts(List<Got> got, String topic) {
        return got.stream().filter(g -> g.topic().equals(topic)).map(Got::text).toList();
    }

    private Outbound console() {
        var outbound = new Outbound(
                connection,
                AVRO,
                personId -> Optional.of("Ada"),
                Optional.empty(),
                new SecretReference(name -> null, "", Optional.empty()),
                Optional.empty(),
                new SimpleMeterRegistry(),
                Clock.systemUTC(),
                disabled -> {});
        open.add(outbound);
        outbound.learn(new Entry<>(target.getTargetId(), target, 0, 0, 0));
        outbound.start();
        return outbound;
    }

    private static OutboundView.State state(Outbound outbound) {
        return outbound.all().get(0).state();
    }

    private static void put(IdentityEvent event) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.IDENTITY_EVENTS.in(""),
                        event.getCameraId().getBytes(StandardCharsets.UTF_8),
                        AVRO.encode(Topics.IDENTITY_EVENTS, event)))
                .get();
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        Waiting.until(what, PATIENCE, condition);
    }
}
