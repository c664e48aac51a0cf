package io.sightline.matcher;

import io.sightline.core.kafka.KafkaClients;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Sends dead letters outside any transaction, and waits until they are kept. Connects with the first. */
final class LetterBox implements Consumer<ProducerRecord<byte[], byte[]>>, AutoCloseable {
    private final KafkaClients clients;
    private Producer<byte[], byte[]> producer;

    LetterBox(KafkaClients clients) {
        this.clients = clients;
    }

    /** @throws KafkaException if Kafka did not take it: it is not lost, the record comes again */
    @Override
    public synchronized void accept(ProducerRecord<byte[], byte[]> letter) {
        if (producer == null) {
            producer = clients.producer("matcher-dead-letters");
        }
        try {
            producer.send(letter).get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka did not take a dead letter", e.getCause());
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
