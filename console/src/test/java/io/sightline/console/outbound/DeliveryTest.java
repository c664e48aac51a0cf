package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.OutboundTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks from a real broker to a real HTTP server. */
class DeliveryTest {
    private static final String PREFIX = "test-";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final AtomicInteger TARGETS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static Connection connection;
    private static Producer<byte[], byte[]> producer;
    private static final InMemoryAvro AVRO = new InMemoryAvro();

    private final String id = "target-" + TARGETS.incrementAndGet();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<OutboundTarget> disabled = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new LocalBroker(folder.resolve("kafka"));
        broker.start();
        broker.createTopics(PREFIX);
        connection = new Connection(
                Map.of("bootstrap.servers", broker.servers()),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                PREFIX);
        producer = new KafkaClients(connection).producer("test");
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        broker.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void eachEventIsDeliveredOnceInOrderAndSigned() throws Exception {
        Receiver receiver = receiver(message -> 204);
        OutboundTarget target = target(receiver.url());
        Outbound outbound = console(target);

        List<String> lobby = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            lobby.add(put(Events.identified("lobby", i, HOUR)));
            put(Events.identified("door", i, HOUR));
        }

        until("40 are delivered", () -> receiver.all().size() >= 40);
        assertThat(receiver.takenIds().stream().filter(e -> e.startsWith("lobby/")))
                .containsExactlyElementsOf(lobby);
        Waiting.until(
                "nothing waits",
                PATIENCE,
                () -> state(outbound).waiting() == 0 && state(outbound).lag() == 0);
        assertThat(receiver.all()).hasSize(40);
        assertThat(state(outbound).delivered()).isEqualTo(40);
        assertThat(metrics.get("sightline.outbound.events")
                        .tags("kind", "webhook", "outcome", "delivered")
                        .counter()
                        .count())
                .isEqualTo(40);
        Receiver.Got first = receiver.all().get(0);
        byte[] secret = outbound.key().secretOf(id);
        assertThat(first.signature())
                .isEqualTo(SigningKey.signature(secret, first.id(), Long.parseLong(first.timestamp()), first.body()));
        assertThat(first.json().get("kind").asText()).isEqualTo("IDENTIFIED");
        assertThat(first.json().get("personId").asText()).isEqualTo("person-1");
        assertThat(first.json().get("name").isNull()).isTrue();
    }

    @Test
    void aNameGoesAlongOnlyIfTheTargetIsToHaveIt() throws Exception {
        Receiver receiver = receiver(message -> 200);
        console(target(Events.webhook(id, receiver.url()).setIncludeName(true)));

        put(Events.identified("lobby", 1, HOUR));

        until("it is delivered", () -> !receiver.all().isEmpty());
        assertThat(receiver.all().get(0).json().get("name").asText()).isEqualTo("Ada of person-1");
    }

    @Test
    void whatHappensWhileTheReceiverIsDownComesWhenItIsBackIfItIsStillGood() throws Exception {
        int port;
        try (Receiver gone = new Receiver(0, message -> 200)) {
            port = gone.port();
        }
        Outbound outbound = console(target("http://127.0.0.1:" + port + "/in"));
        String first = put(Events.identified("lobby", 1, HOUR));
        put(Events.identified("lobby", 2, Duration.ofSeconds(2)));
        String correction = put(Events.corrected("lobby", 3));
        String last = put(Events.identified("lobby", 4, HOUR));
        until("it was tried", () -> state(outbound).lastError().isPresent());
        Thread.sleep(2_000); // until the second is too late

        Receiver receiver = new Receiver(port, message -> 200);
        open.add(receiver);

        until("the rest is delivered", () -> receiver.all().size() >= 3);
        // What is good for the moment does not wait behind a correction.
        assertThat(receiver.takenIds()).containsExactlyInAnyOrder(first, correction, last);
        assertThat(receiver.takenIds().indexOf(first)).isZero();
        until("all is counted", () -> state(outbound).waiting() == 0);
        assertThat(state(outbound).expired()).isEqualTo(1);
        assertThat(state(outbound).lastError()).isEmpty();
    }

    @Test
    void aRetryHasTheSameId() throws Exception {
        var tries = new AtomicInteger();
        Receiver receiver = receiver(message -> tries.incrementAndGet() < 3 ? 500 : 200);
        console(target(receiver.url()));

        put(Events.identified("lobby", 1, HOUR));

        until("it is delivered", () -> !receiver.taken().isEmpty());
        assertThat(receiver.all()).hasSize(3);
        assertThat(receiver.all().stream().map(Receiver.Got::id).distinct()).hasSize(1);
        assertThat(receiver.all().get(0).id()).matches("msg_[0-9a-f]{32}");
    }

    @Test
    void aConsoleThatIsStoppedGoesOnWhereItWas() throws Exception {
        Receiver receiver = receiver(message -> message.get("cameraId").asText().equals("door") ? 200 : 500);
        OutboundTarget target = target(receiver.url());
        Outbound before = console(target);
        for (int i = 1; i <= 5; i++) {
            put(Events.identified("door", i, HOUR));
            put(Events.corrected("lobby", i));
        }
        until("the one camera's are delivered", () -> receiver.taken().size() == 5);
        until("the other's was tried", () -> receiver.all().size() > 5);
        before.close();
        for (int i = 6; i <= 8; i++) {
            put(Events.identified("lobby", i, HOUR));
        }
        String tried = receiver.all().stream()
                .filter(g -> g.answered() == 500)
                .findFirst()
                .orElseThrow()
                .id();

        receiver.from(message -> 200);
        Outbound after = console(target);

        until("all are delivered", () -> receiver.taken().size() >= 13);
        until(
                "nothing is left that may come",
                () -> state(after).waiting() == 0 && state(after).lag() == 0);
        assertThat(receiver.takenIds()).hasSize(13).doesNotHaveDuplicates();
        assertThat(receiver.taken().stream()
                        .filter(g -> g.json().get("sequence").asInt() < 6
                                && g.json().get("cameraId").asText().equals("lobby"))
                        .map(g -> g.json().get("sequence").asInt()))
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(receiver.taken().stream().map(Receiver.Got::id)).contains(tried);
    }

    @Test
    void severalConsolesShareATargetAndWhatOneLeavesAnotherTakes() throws Exception {
        Receiver receiver = receiver(message -> {
            Thread.sleep(20);
            return 200;
        });
        OutboundTarget target = target(receiver.url());
        Outbound one = console(target);
        Outbound other = console(target);
        for (int i = 1; i <= 60; i++) {
            put(Events.identified("camera-" + i % 15, i, HOUR));
            if (i == 30) {
                until("one works", () -> receiver.all().size() > 5);
                one.close();
            }
        }

        until("all are delivered", () -> receiver.takenIds().stream().distinct().count() == 60);
        assertThat(state(other).delivered()).isPositive();
    }

    @Test
    void whatIsExpiredIsSkippedAndCounted() throws Exception {
        Receiver receiver = receiver(message -> 200);
        Outbound outbound = console(target(receiver.url()));
        put(Events.identified("lobby", 1, Duration.ofSeconds(-1)));
        String good = put(Events.identified("lobby", 2, HOUR));

        until("the good one is delivered", () -> !receiver.all().isEmpty());
        assertThat(receiver.takenIds()).containsExactly(good);
        assertThat(state(outbound).expired()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedIsGivenUpAndTheNextOneComes() throws Exception {
        Receiver receiver = receiver(message -> message.get("sequence").asInt() == 1 ? 400 : 200);
        Outbound outbound = console(target(receiver.url()));
        put(Events.identified("lobby", 1, HOUR));
        put(Events.identified("lobby", 2, HOUR));

        until("the second is delivered", () -> !receiver.taken().isEmpty());
        assertThat(receiver.all()).hasSize(2);
        assertThat(state(outbound).givenUp()).isEqualTo(1);
    }

    @Test
    void aReceiverThatIsGoneIsDisabledAndAskedNoMore() throws Exception {
        Receiver receiver = receiver(message -> 410);
        console(target(receiver.url()));
        put(Events.identified("lobby", 1, HOUR));
        until("it is disabled", () -> !disabled.isEmpty());
        put(Events.identified("lobby", 2, HOUR));
        Thread.sleep(1_000); // for what must not come

        assertThat(disabled.get(0).getEnabled()).isFalse();
        assertThat(disabled.get(0).getDisabledBecause()).contains("410");
        assertThat(receiver.all()).hasSize(1);
    }

    @Test
    void aPrivateAddressThatWasNotAllowedIsNeverConnectedTo() throws Exception {
        Receiver receiver = receiver(message -> 200);
        Outbound outbound = console(target(Events.webhook(id, "http://localhost:" + receiver.port() + "/in")
                .setAllowPrivate(false)));
        put(Events.identified("lobby", 1, HOUR));

        until("it is refused", () -> state(outbound).lastError().isPresent());
        assertThat(state(outbound).lastError().orElseThrow()).contains("allowPrivate");
        assertThat(receiver.all()).isEmpty();
    }

    @Test
    void withAnotherKeyNothingIsSent() throws Exception {
        Receiver receiver = receiver(message -> 200);
        OutboundTarget target = target(receiver.url());
        Outbound outbound = outbound("other.key");
        outbound.learn(entry(target));
        outbound.start();

        assertThat(state(outbound).lastError().orElseThrow()).contains("keyFile");
    }

    private Receiver receiver(Receiver.Answers answers) throws Exception {
        var receiver = new Receiver(0, answers);
        open.add(receiver);
        return receiver;
    }

    private OutboundTarget target(String url) {
        return target(Events.webhook(id, url));
    }

    private static OutboundTarget target(OutboundTarget.Builder target) {
        var key = new SigningKey(Optional.of(folder.resolve("console.key")));
        return target.setSecretDigest(key.digestOf(target.getTargetId())).build();
    }

    /** One that hands over to this target. */
    private Outbound console(OutboundTarget target) {
        Outbound outbound = outbound("console.key");
        outbound.learn(entry(target));
        outbound.start();
        return outbound;
    }

    private Outbound outbound(String key) {
        var outbound = new Outbound(
                connection,
                AVRO,
                personId -> Optional.of("Ada of " + personId),
                Optional.of(folder.resolve(key)),
                new SecretReference(name -> null, "", Optional.empty()),
                Optional.empty(),
                metrics,
                Clock.systemUTC(),
                disabled::add);
        open.add(outbound);
        return outbound;
    }

    private static Entry<OutboundTarget> entry(OutboundTarget target) {
        return new Entry<>(target.getTargetId(), target, 0, 0, 0);
    }

    private static OutboundView.State state(Outbound outbound) {
        return outbound.all().get(0).state();
    }

    /** Its id. */
    private static String put(IdentityEvent event) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.IDENTITY_EVENTS.in(PREFIX),
                        event.getCameraId().getBytes(StandardCharsets.UTF_8),
                        AVRO.encode(Topics.IDENTITY_EVENTS, event)))
                .get();
        return event.getEventId();
    }

    private static void until(String what, java.util.concurrent.Callable<Boolean> condition) throws Exception {
        Waiting.until(what, PATIENCE, condition);
    }
}
