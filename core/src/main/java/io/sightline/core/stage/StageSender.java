package io.sightline.core.stage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Sends a batch's output in order and waits for the acknowledgements. Not thread-safe.
 *
 * <p>After a failure it goes on with the first record that was not acknowledged, on a new producer: an idempotent
 * producer that gave up on a record cannot promise order any more.
 */
final class StageSender implements AutoCloseable {
    private final String stage;
    private final KafkaClients clients;
    private final AvroCodec codec;
    private final MeterRegistry metrics;
    private Producer<byte[], byte[]> producer;
    private KafkaClientMetrics producerMetrics;

    StageSender(String stage, KafkaClients clients, AvroCodec codec, MeterRegistry metrics) {
        this.stage = stage;
        this.clients = clients;
        this.codec = codec;
        this.metrics = metrics;
    }

    /** Sends what is left of the output, taking off what was acknowledged. */
    void send(StageOutput output) throws DependencyAwayException {
        List<StageOutput.Item> left = output.items();
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(left.size());
        DependencyAwayException away = null;
        try {
            for (StageOutput.Item item : left) {
                acknowledgements.add(producer().send(item.encoding().by(codec)));
            }
        } catch (DependencyAwayException e) {
            away = e;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            away = kafkaAway(e);
        }
        int acknowledged = 0;
        try {
            for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                acknowledgement.get();
                count(left.get(acknowledged));
                acknowledged++;
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            away = kafkaAway(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            left.subList(0, acknowledged).clear();
        }
        if (away != null) {
            throw away;
        }
    }

    private void count(StageOutput.Item item) {
        if (item.reason() != null) {
            metrics.counter("sightline.dead.letters", "stage", stage, "reason", item.reason())
                    .increment();
        }
    }

    private DependencyAwayException kafkaAway(Throwable cause) {
        discardProducer(Duration.ZERO);
        return new DependencyAwayException("kafka", "Kafka does not take records: " + cause.getMessage(), cause);
    }

    private Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = clients.producer(stage + "-out");
            producerMetrics = new KafkaClientMetrics(producer);
            producerMetrics.bindTo(metrics);
        }
        return producer;
    }

    private void discardProducer(Duration patience) {
        if (producer != null) {
            producerMetrics.close();
            producer.close(patience);
            producer = null;
        }
    }

    @Override
    public void close() {
        discardProducer(Duration.ofSeconds(5));
    }
}
