package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaFrameSenderTest {
    private static final MetricName RECORDS_SENT = new MetricName(
            "record-send-total", "producer-metrics", "Records sent", Map.of("client-id", "sightline-ingest"));

    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final InMemoryAvro avro = new InMemoryAvro();

    private final FrameSender.Answer answer = new FrameSender.Answer() {
        @Override
        public void confirmed() {
            answers.add("confirmed");
        }

        @Override
        public void failed(boolean tooLarge, String reason) {
            answers.add((tooLarge ? "too large: " : "failed: ") + reason);
        }
    };

    private static Metric sentRecords() {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return RECORDS_SENT;
            }

            @Override
            public Object metricValue() {
                return 3.0;
            }
        };
    }

    private KafkaFrameSender sender(AvroCodec codec) {
        return new KafkaFrameSender(
                () -> {
                    var producer =
                            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
                    producer.setMockMetrics(RECORDS_SENT, sentRecords());
                    producers.add(producer);
                    return producer;
                },
                () -> {
                    throw new KafkaException("no broker in this test");
                },
                codec,
                "site1-",
                metrics);
    }

    private static Frame frame() {
        var frame = new Frame();
        frame.setKind(FrameKind.CAMERA_TIME);
        frame.setCameraId("lobby");
        frame.setCapturedAt(Instant.ofEpochMilli(1234));
        frame.setCameraUp(true);
        frame.setZones(List.of());
        return frame;
    }

    @Test
    void theRecordHasTheCamerasKeyItsTimeAndItsTrace() throws Exception {
        sender(avro).send(frame(), "00-trace", answer);
        ProducerRecord<byte[], byte[]> sent = producers.get(0).history().get(0);
        assertThat(sent.topic()).isEqualTo("site1-frames");
        assertThat(sent.key()).isEqualTo("lobby".getBytes(StandardCharsets.UTF_8));
        assertThat(sent.timestamp()).isEqualTo(1234);
        assertThat(sent.headers().lastHeader("traceparent").value())
                .isEqualTo("00-trace".getBytes(StandardCharsets.US_ASCII));
        assertThat(avro.decode(Topics.FRAMES, sent.value())).isEqualTo(frame());
    }

    @Test
    void whatBecameOfARecordIsTold() throws Exception {
        KafkaFrameSender sender = sender(avro);
        sender.send(frame(), "00-trace", answer);
        sender.send(frame(), "00-trace", answer);
        sender.send(frame(), "00-trace", answer);
        producers.get(0).completeNext();
        producers.get(0).errorNext(new RecordTooLargeException("5 MB"));
        producers.get(0).errorNext(new KafkaException("gone"));
        assertThat(answers).containsExactly("confirmed", "too large: 5 MB", "failed: gone");
    }

    @Test
    void aProducerThatFailedForGoodIsReplaced() throws Exception {
        KafkaFrameSender sender = sender(avro);
        sender.send(frame(), "00-trace", answer);
        producers.get(0).sendException = new KafkaException("in an error state");
        assertThatThrownBy(() -> sender.send(frame(), "00-trace", answer))
                .isInstanceOf(DependencyAwayException.class)
                .hasMessageContaining("in an error state");
        assertThat(producers.get(0).closed()).isTrue();
        sender.send(frame(), "00-trace", answer);
        assertThat(producers.get(1).history()).hasSize(1);
    }

    @Test
    void aRegistryThatIsAwayIsNotARecordThatFailed() {
        AvroCodec away = new AvroCodec() {
            @Override
            public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) throws DependencyAwayException {
                throw new DependencyAwayException("registry", "The schema registry does not answer", null);
            }

            @Override
            public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) {
                throw new UnsupportedOperationException("only encoding is tested");
            }
        };
        assertThatThrownBy(() -> sender(away).send(frame(), "00-trace", answer))
                .isInstanceOf(DependencyAwayException.class);
        assertThat(answers).isEmpty();
    }

    @Test
    void aBrokerThatCannotBeAskedIsAway() {
        assertThatThrownBy(() -> sender(avro).latestTimestamp())
                .isInstanceOf(DependencyAwayException.class)
                .hasMessageContaining("no broker in this test");
    }

    @Test
    void theProducersMetricsHaveTheTagKeysOfAllClients() throws Exception {
        KafkaFrameSender sender = sender(avro);
        sender.send(frame(), "00-trace", answer);
        assertThat(metrics.getMeters())
                .anySatisfy(meter -> assertThat(meter.getId().getName()).isEqualTo("kafka.producer.record.send.total"))
                .allSatisfy(meter -> assertThat(meter.getId().getTags())
                        .extracting(Tag::getKey)
                        .containsExactly("client.id", "kafka.version"));
        sender.close();
        assertThat(metrics.getMeters()).isEmpty();
    }
}
