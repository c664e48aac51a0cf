package io.sightline.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Sends frames with a Kafka producer; a producer that has failed for good is replaced. */
final class KafkaFrameSender implements FrameSender {
    private static final String TRACEPARENT = "traceparent";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Supplier<Admin> admins;
    private final AvroCodec codec;
    private final String topic;
    private final MeterRegistry metrics;
    private Producer<byte[], byte[]> producer;
    private KafkaClientMetrics producerMetrics;

    KafkaFrameSender(
            Supplier<Producer<byte[], byte[]>> producers,
            Supplier<Admin> admins,
            AvroCodec codec,
            String topicPrefix,
            MeterRegistry metrics) {
        this.producers = producers;
        this.admins = admins;
        this.codec = codec;
        this.topic = Topics.FRAMES.in(topicPrefix);
        this.metrics = metrics;
    }

    @Override
    public long latestTimestamp() throws DependencyAwayException {
        try (Admin admin = admins.get()) {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get(topic);
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            description
                    .partitions()
                    .forEach(p -> latest.put(new TopicPartition(topic, p.partition()), OffsetSpec.maxTimestamp()));
            return admin.listOffsets(latest).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).values().stream()
                    .mapToLong(ListOffsetsResultInfo::timestamp)
                    .max()
                    .orElse(0);
        } catch (ExecutionException e) {
            throw away(e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(e);
        }
    }

    @Override
    public void send(Frame frame, String traceparent, Answer answer) throws DependencyAwayException {
        byte[] value = codec.encode(Topics.FRAMES, frame);
        byte[] key = frame.getCameraId().getBytes(StandardCharsets.UTF_8);
        var message = new ProducerRecord<>(topic, null, frame.getCapturedAt().toEpochMilli(), key, value);
        message.headers().add(TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII));
        try {
            var unused = producer().send(message, (metadata, failure) -> {
                if (failure == null) {
                    answer.confirmed();
                } else {
                    answer.failed(failure instanceof RecordTooLargeException, reasonOf(failure));
                }
            });
        } catch (InterruptException e) {
            throw away(e);
        } catch (KafkaException e) {
            // What send throws, rather than answers, is a producer that will not work again.
            closeProducer();
            throw away(e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
            // No tags of ours: Prometheus wants the same keys on the meters of all clients.
            producerMetrics = new KafkaClientMetrics(producer);
            producerMetrics.bindTo(metrics);
        }
        return producer;
    }

    private static DependencyAwayException away(Throwable cause) {
        return new DependencyAwayException("kafka", "Kafka: " + reasonOf(cause), cause);
    }

    private static String reasonOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private void closeProducer() {
        if (producer != null) {
            producerMetrics.close();
            producer.close(CLOSE_PATIENCE);
            producer = null;
        }
    }

    @Override
    public void close() {
        closeProducer();
    }
}
