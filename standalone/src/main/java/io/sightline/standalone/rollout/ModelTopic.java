package io.sightline.standalone.rollout;

import io.sightline.core.UserError;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.standalone.topics.TopicStore;
import io.sightline.standalone.topics.Unavailable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Topic {@code models}, read and changed by one actor at a time. One thread. */
public final class ModelTopic {
    private final TopicStore topics;
    private final Optional<String> startedWith;

    /** @param startedWith the model that the running system's settings name; empty if it does not say */
    public ModelTopic(TopicStore topics, Optional<String> startedWith) {
        this.topics = topics;
        this.startedWith = startedWith;
    }

    /** @throws Unavailable if the topic cannot be read */
    public ModelRegister read() {
        return ModelRegister.of(topics.latest(Topics.MODELS), startedWith);
    }

    /**
     * Changes what stands there, seeing it as it is: all of the records are written, or none.
     *
     * <p>Every change has the same transactional id. Whoever takes it last fences whoever has it, and reads only then:
     * so nothing can come between what a change has seen and what it writes.
     *
     * @param change gives the records to be written, by key, or throws
     * @throws UserError if another actor changes the models at this very moment
     * @throws Unavailable if Kafka or the registry does not take it; then nothing is changed
     */
    public void change(Function<ModelRegister, Map<String, ModelRecord>> change) {
        try (Producer<byte[], byte[]> producer = new KafkaClients(transactional()).producer("sightline-models")) {
            producer.initTransactions();
            Map<String, ModelRecord> records = change.apply(read());
            producer.beginTransaction();
            for (Map.Entry<String, ModelRecord> record : records.entrySet()) {
                // A failure is thrown by the commit.
                var unused = producer.send(new ProducerRecord<>(
                        topics.nameOf(Topics.MODELS),
                        record.getKey().getBytes(StandardCharsets.UTF_8),
                        topics.codec().encode(Topics.MODELS, record.getValue())));
            }
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new UserError(
                    "Somebody else changes the models at this very moment, so nothing was changed here. See"
                            + " ./sightline models list, then do it again",
                    e);
        } catch (KafkaException e) {
            throw new Unavailable("Kafka did not take the change of the models: " + e.getMessage(), e);
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    private Connection transactional() {
        Connection plain = topics.connection();
        Map<String, String> kafka = new HashMap<>(plain.kafka());
        kafka.put("producer." + ProducerConfig.TRANSACTIONAL_ID_CONFIG, plain.topicPrefix() + "sightline-models");
        return new Connection(kafka, plain.registry(), plain.topicPrefix());
    }
}
