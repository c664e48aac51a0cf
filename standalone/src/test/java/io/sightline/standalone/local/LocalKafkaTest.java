package io.sightline.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.standalone.Distribution;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaTest {
    private static final Distribution BUILT = Distribution.locate();

    @TempDir
    Path folder;

    @Test
    void takesARecordAsLargeAsAFullFrameAndGivesItBack() throws Exception {
        byte[] frame = new byte[3_500_000];
        frame[frame.length - 1] = 42;
        try (var kafka = LocalKafka.start(BUILT, folder, Ports.free())) {
            createTopic(kafka);
            send(kafka, frame);

            List<byte[]> received = receive(kafka, 1);

            assertThat(received).containsExactly(frame);
        }
    }

    @Test
    void isGoneAfterClose() throws Exception {
        var kafka = LocalKafka.start(BUILT, folder, Ports.free());
        ProcessHandle process = ProcessHandle.of(kafka.pid()).orElseThrow();

        kafka.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(kafka.isAlive()).isFalse();
        // All of it goes the way that rotates.
        assertThat(folder.resolve("kafka.log")).isNotEmptyFile();
        assertThat(folder.resolve("kafka.log.out")).content().doesNotContain("INFO", "WARN");
        kafka.ended().get(5, TimeUnit.SECONDS);
    }

    @Test
    void refusesAFolderWithACommaBecauseKafkaWouldTakeItForTwo() {
        assertThatThrownBy(() -> LocalKafka.start(BUILT, folder.resolve("a,b"), Ports.free()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a,b has a comma");
    }

    @Test
    void keepsAcknowledgedRecordsThroughKillDashNine() throws Exception {
        // Letters, a space and a backslash that a properties file would not take as they are.
        Path folder = this.folder.resolve("Bücherei \\nächste\\u00e4 = 図書館");
        try (var kafka = LocalKafka.start(BUILT, folder, Ports.free())) {
            createTopic(kafka);
            send(kafka, new byte[] {7});
            ProcessHandle.of(kafka.pid()).orElseThrow().destroyForcibly();
            kafka.ended().get(10, TimeUnit.SECONDS);
        }

        try (var again = LocalKafka.start(BUILT, folder, Ports.free())) {
            assertThat(receive(again, 1)).containsExactly(new byte[] {7});
        }
    }

    @Test
    void saysWhyItDidNotStart() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalKafka.start(BUILT, folder, taken.getLocalPort()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("Kafka ended at its start")
                    .hasMessageContaining("kafka.log")
                    .hasMessageContaining("Address already in use");
        }
    }

    private static void createTopic(LocalKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1).configs(Map.of("max.message.bytes", "4194304"))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void send(LocalKafka kafka, byte[] value) throws Exception {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "max.request.size", "4194304");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("t", "k", value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<byte[]> receive(LocalKafka kafka, int count) {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", kafka.bootstrapServers(), "group.id", "g", "auto.offset.reset", "earliest");
        List<byte[]> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("t"));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
            }
        }
        return values;
    }
}
