package io.sightline.operations.rollout;

import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Topic {@code models}, read and changed by one actor at a time. One thread. */
public final class ModelTopic {
    private static final String NAME = "sightline-models";
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Supplier<ModelRegister> register;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final AvroCodec codec;
    private final String topic;

    /** @param startedWith the model that the running system's settings name; empty if it does not say */
    public ModelTopic(TopicStore topics, Optional<String> startedWith) {
        this(
                () -> ModelRegister.of(topics.latest(Topics.MODELS), startedWith),
                () -> topics.clients().transactionalProducer(NAME),
                topics.codec(),
                topics.nameOf(Topics.MODELS));
    }

    ModelTopic(
            Supplier<ModelRegister> register,
            Supplier<Producer<byte[], byte[]>> producers,
            AvroCodec codec,
            String topic) {
        this.register = register;
        this.producers = producers;
        this.codec = codec;
        this.topic = topic;
    }

    /** @throws Unavailable if the topic cannot be read */
    public ModelRegister read() {
        return register.get();
    }

    /**
     * Changes what stands there, seeing it as it is: all of the records are written, or none.
     *
     * <p>Every change has the same transactional id. Whoever takes it last fences whoever has it, and reads only then:
     * so nothing can come between what a change has seen and what it writes.
     *
     * @param change gives the records to be written, by key, or throws
     * @throws UserError if another actor changes the models at this very moment
     * @throws Unavailable if Kafka or the registry does not take it; then nothing is changed, or the message says that
     *     it cannot be told
     */
    public void change(Function<ModelRegister, Map<String, ModelRecord>> change) {
        Map<String, ModelRecord> records = Map.of();
        KafkaException unsure;
        Producer<byte[], byte[]> producer = producers.get();
        try {
            producer.initTransactions();
            records = change.apply(read());
            List<ProducerRecord<byte[], byte[]>> encoded = encoded(records);
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : encoded) {
                // A failure is thrown by the commit.
                var unused = producer.send(record);
            }
            unsure = commit(producer);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw elsewhere(e);
        } catch (KafkaException e) {
            throw notTaken(e);
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        } finally {
            producer.close(CLOSING);
        }
        if (unsure != null) {
            find(records, unsure);
        }
    }

    private List<ProducerRecord<byte[], byte[]>> encoded(Map<String, ModelRecord> records)
            throws DependencyAwayException {
        List<ProducerRecord<byte[], byte[]>> encoded = new ArrayList<>();
        for (Map.Entry<String, ModelRecord> record : records.entrySet()) {
            encoded.add(new ProducerRecord<>(
                    topic,
                    record.getKey().getBytes(StandardCharsets.UTF_8),
                    codec.encode(Topics.MODELS, record.getValue())));
        }
        return encoded;
    }

    /** @return what went wrong, after which it may be committed or not; null if it is */
    private static KafkaException commit(Producer<byte[], byte[]> producer) {
        try {
            producer.commitTransaction();
            return null;
        } catch (KafkaException e) {
            return e;
        }
    }

    /** Returns if the records are there. @throws RuntimeException that says that they are not, or may be */
    private void find(Map<String, ModelRecord> records, KafkaException unsure) {
        boolean isFenced = unsure instanceof ProducerFencedException || unsure instanceof InvalidProducerEpochException;
        boolean isThere;
        try {
            if (!isFenced) {
                endTransaction();
            }
            isThere = read().holds(records);
        } catch (KafkaException | Unavailable e) {
            e.addSuppressed(unsure);
            throw new Unavailable(
                    "Kafka was lost at the very moment of the change, so whether the models were changed is not known."
                            + " See the list of models when it is back, before anything else",
                    e);
        }
        if (!isThere) {
            throw isFenced ? elsewhere(unsure) : notTaken(unsure);
        }
    }

    /** What is committed by half is committed after this, and what is not never will be. Whoever fences has done it. */
    private void endTransaction() {
        Producer<byte[], byte[]> producer = producers.get();
        try {
            producer.initTransactions();
        } finally {
            producer.close(CLOSING);
        }
    }

    private static UserError elsewhere(KafkaException e) {
        return new UserError(
                "Somebody else changes the models at this very moment, so nothing was changed here. See"
                        + " the list of models, then do it again",
                e);
    }

    private static Unavailable notTaken(KafkaException e) {
        return new Unavailable(
                "Kafka did not take the change of the models, so nothing was changed: " + e.getMessage(), e);
    }
}
