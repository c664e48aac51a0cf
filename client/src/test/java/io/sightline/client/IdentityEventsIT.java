package io.sightline.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.client.Refusal.Reason;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The kit on a real broker. */
class IdentityEventsIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    static Path brokerFolder;

    private static BrokerFixture kafka;

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock(NOON);
    private final Diary diary = new Diary();
    private String prefix;

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = BrokerFixture.start(brokerFolder);
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) throws Exception {
        prefix = test.getTestMethod().orElseThrow().getName() + ".";
        kafka.createTopic(prefix, 3);
    }

    private IdentityEventsBuilder reader(Start start) throws IOException {
        return IdentityEvents.reading(kafka.settings())
                .marks(Marks.inFile(folder.resolve("marks")))
                .topicPrefix(prefix)
                .clock(clock)
                .startingFrom(start);
    }

    @Test
    void goesOnWhereItEndedAndHandsNothingOverTwice() throws Exception {
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            assertThat(reader.events().isReady()).isTrue();
            kafka.produce(
                    prefix,
                    Events.identified("lobby", 1, NOON),
                    Events.identified("desk", 1, NOON),
                    Events.identified("lobby", 2, NOON));
            reader.awaitEvents(3);
        }
        kafka.produce(prefix, Events.identified("lobby", 3, NOON), Events.identified("gate", 1, NOON));
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            reader.awaitEvents(5);
            assertThat(reader.events().away()).isEmpty();
        }

        assertThat(diary.events)
                .extracting(IdentityEvent::getEventId)
                .containsExactlyInAnyOrder(
                        "lobby/IDENTIFIED/1",
                        "desk/IDENTIFIED/1",
                        "lobby/IDENTIFIED/2",
                        "lobby/IDENTIFIED/3",
                        "gate/IDENTIFIED/1");
        assertThat(diary.refusals).isEmpty();
        assertThat(diary.gaps).isEmpty();
    }

    @Test
    void twoDoorsWithMarksOfTheirOwnEachGetEveryEvent() throws Exception {
        Diary other = new Diary();
        IdentityEventsBuilder second = IdentityEvents.reading(kafka.settings())
                .marks(Marks.inFile(folder.resolve("others")))
                .topicPrefix(prefix)
                .clock(clock);
        try (RunningReader one = RunningReader.of(reader(Start.last()), diary);
                RunningReader two = RunningReader.of(second, other)) {
            kafka.produce(prefix, Events.identified("lobby", 1, NOON), Events.identified("desk", 1, NOON));
            one.awaitEvents(2);
            two.awaitEvents(2);
        }

        assertThat(diary.events).containsExactlyInAnyOrderElementsOf(other.events);
    }

    @Test
    void twoProcessesCannotShareMarksAndDoOneDoorsWorkTwice() throws Exception {
        try (RunningReader running = RunningReader.of(reader(Start.last()), diary)) {
            assertThatThrownBy(() -> reader(Start.last()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Another consumer");
            assertThat(running.events().isReady()).isTrue();
        }
    }

    @Test
    void fromNowLeavesOutWhatWasBefore() throws Exception {
        kafka.produce(prefix, Events.identified("lobby", 1, NOON), Events.identified("lobby", 2, NOON));
        try (RunningReader reader = RunningReader.of(reader(Start.now()), diary)) {
            kafka.produce(prefix, Events.identified("lobby", 3, NOON));
            reader.awaitEvents(1);
        }

        assertThat(diary.sequences()).containsExactly(3L);
        assertThat(diary.gaps).isEmpty();
        assertThat(diary.refusals).isEmpty();
    }

    @Test
    void fromATimeHandsOverWhatIsFreshSinceThenAndWasNotHandedOverBefore() throws Exception {
        for (int second = 1; second <= 6; second++) {
            kafka.produce(prefix, Events.identified("lobby", second, NOON.plusSeconds(second)));
        }
        clock.advance(Duration.ofSeconds(6));
        try (RunningReader reader = RunningReader.of(reader(Start.at(NOON.plusSeconds(3))), diary)) {
            reader.awaitEvents(4);
        }
        try (RunningReader reader = RunningReader.of(reader(Start.at(NOON)), diary)) {
            reader.await("all are refused", () -> diary.refusals.size() >= 6);
        }

        assertThat(diary.sequences()).containsExactly(3L, 4L, 5L, 6L);
        assertThat(diary.reasons()).hasSize(6).containsOnly(Reason.ALREADY_DECIDED);
    }

    @Test
    void afterHoursAwayNothingOldIsHandedOver() throws Exception {
        RunningReader.of(reader(Start.last()), diary).close();
        kafka.produce(prefix, Events.identified("lobby", 1, NOON), Events.of(EventKind.RETRACTED, "lobby", 2, NOON));
        clock.advance(Duration.ofHours(3));
        kafka.produce(prefix, Events.identified("lobby", 3, NOON.plus(Duration.ofHours(3))));
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            reader.awaitEvents(1);
        }

        assertThat(diary.sequences()).containsExactly(3L);
        assertThat(diary.reasons()).containsExactly(Reason.EXPIRED);
        assertThat(diary.corrections).extracting(IdentityEvent::getSequence).containsExactly(2L);
    }

    @Test
    void whatCannotBeReadIsReportedAndNothingElseIsLost() throws Exception {
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            kafka.produce(prefix, Events.identified("lobby", 1, NOON));
            kafka.produceRaw(prefix, "lobby", "not avro at all".getBytes(UTF_8));
            kafka.produceRaw(prefix, "lobby", new byte[] {0, 0, 0, 0, 77, 1, 2});
            kafka.produceRaw(prefix, "lobby", null);
            kafka.produce(prefix, Events.identified("lobby", 2, NOON));
            reader.awaitEvents(2);
        }

        assertThat(diary.sequences()).containsExactly(1L, 2L);
        assertThat(diary.reasons()).containsExactly(Reason.BAD_RECORD, Reason.BAD_RECORD, Reason.BAD_RECORD);
    }

    @Test
    void whatIsAbortedNeverComes() throws Exception {
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary);
                Producer<byte[], byte[]> producer = kafka.producer(Map.of("transactional.id", prefix))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(BrokerFixture.record(prefix, Events.identified("lobby", 1, NOON)))
                    .get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(BrokerFixture.record(prefix, Events.of(EventKind.APPEARED, "lobby", 1, NOON)))
                    .get();
            producer.commitTransaction();
            reader.awaitEvents(1);
        }

        assertThat(diary.events).extracting(IdentityEvent::getKind).containsExactly(EventKind.APPEARED);
        assertThat(diary.refusals).isEmpty();
    }

    @Test
    void whatRetentionTookWhileAwayIsAGap() throws Exception {
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            kafka.produce(prefix, Events.identified("lobby", 1, NOON));
            reader.awaitEvents(1);
        }
        int partition;
        try (Producer<byte[], byte[]> producer = kafka.producer(Map.of())) {
            partition = producer.send(BrokerFixture.record(prefix, Events.identified("lobby", 2, NOON)))
                    .get()
                    .partition();
        }
        kafka.produce(prefix, Events.identified("lobby", 3, NOON), Events.identified("lobby", 4, NOON));
        try (Admin admin = kafka.admin()) {
            TopicPartition lobby = new TopicPartition(BrokerFixture.topic(prefix), partition);
            admin.deleteRecords(Map.of(lobby, RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
        }
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            reader.awaitEvents(2);
        }

        assertThat(diary.sequences()).containsExactly(1L, 4L);
        assertThat(diary.gaps).containsExactly(new Gap("lobby", 2, 4));
    }

    @Test
    void aTopicThatIsMadeAnewIsReadFromItsBeginning() throws Exception {
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            kafka.produce(prefix, Events.identified("lobby", 1, NOON), Events.identified("lobby", 2, NOON));
            reader.awaitEvents(2);
            try (Admin admin = kafka.admin()) {
                admin.deleteTopics(List.of(BrokerFixture.topic(prefix))).all().get();
                reader.await(
                        "it is gone", () -> !admin.listTopics().names().get().contains(BrokerFixture.topic(prefix)));
            }
            kafka.createTopic(prefix, 3);
            kafka.produce(prefix, Events.of(EventKind.APPEARED, "lobby", 1, NOON));
            reader.await("the new topic's event comes", () -> diary.events.size() >= 3);
        }

        assertThat(diary.sequences()).containsExactly(1L, 2L, 1L);
        assertThat(diary.notes).contains("replaced");
    }

    @Test
    void waitsForATopicThatIsNotThereYet() throws Exception {
        String later = prefix + "later.";
        try (RunningReader reader = RunningReader.started(reader(Start.last()).topicPrefix(later), diary)) {
            reader.await("it says so", () -> diary.notes.contains("away BROKER"));
            assertThat(reader.events().away().get(Dependency.BROKER)).contains("There is no topic");
            assertThat(reader.events().isReady()).isFalse();
            kafka.createTopic(later, 2);
            reader.await("it begins", () -> diary.notes.contains("ready"));
            kafka.produce(later, Events.identified("lobby", 1, NOON));
            reader.awaitEvents(1);
        }

        assertThat(diary.notes).containsExactly("away BROKER", "ready", "back BROKER");
    }

    @Test
    void anEventWaitsWhileItsSchemaCannotBeAskedFor() throws Exception {
        kafka.registry.failsWith = 503;
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            kafka.produce(prefix, Events.identified("lobby", 1, NOON));
            reader.await("it says so", () -> diary.notes.contains("away REGISTRY"));
            kafka.registry.failsWith = 0;
            reader.awaitEvents(1);
        } finally {
            kafka.registry.failsWith = 0;
        }

        assertThat(diary.refusals).isEmpty();
        assertThat(diary.notes).contains("back REGISTRY");
    }

    @Test
    void theHandlerMayCloseItAndTheEventIsTheLast() throws Exception {
        kafka.produce(prefix, Events.identified("lobby", 1, NOON), Events.identified("lobby", 2, NOON));
        IdentityEvents[] self = new IdentityEvents[1];
        self[0] = reader(Start.at(NOON)).handingTo(event -> {
            diary.onEvent(event);
            self[0].close();
        });
        self[0].run();

        assertThat(diary.sequences()).containsExactly(1L);
        try (RunningReader reader = RunningReader.of(reader(Start.last()), diary)) {
            reader.awaitEvents(2);
        }
        assertThat(diary.sequences()).containsExactly(1L, 2L);
    }

    @Test
    void closesPromptlyWhileItWaits() throws Exception {
        RunningReader reader = RunningReader.of(reader(Start.last()), diary);
        long before = System.nanoTime();
        reader.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        // The marks are free again.
        Marks.inFile(folder.resolve("marks")).close();
    }

    @Test
    void refusesSettingsThatBreakItsPromises() {
        for (Map<String, String> wrong : List.of(
                Map.of("isolation.level", "read_uncommitted"),
                Map.of("enable.auto.commit", "true"),
                Map.of("auto.offset.reset", "earliest"))) {
            Map<String, String> settings = new HashMap<>(kafka.settings());
            settings.putAll(wrong);
            assertThatThrownBy(() -> IdentityEvents.reading(settings)
                            .marks(Marks.inMemory())
                            .handingTo(diary))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.keySet().iterator().next());
        }
    }
}
