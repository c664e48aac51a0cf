package io.sightline.standalone.it;

import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Produces every record of topic frames once more, as an ingest would whose acknowledgements were lost. */
final class FrameEcho implements AutoCloseable {
    private static final String HEADER = "echo";

    private final AtomicLong echoed = new AtomicLong();
    private final Thread thread;
    private volatile boolean ended;

    private FrameEcho(Connection connection) {
        thread = new Thread(() -> run(new KafkaClients(connection)), "frame-echo");
    }

    static FrameEcho of(Connection connection) {
        FrameEcho echo = new FrameEcho(connection);
        echo.thread.start();
        return echo;
    }

    private void run(KafkaClients clients) {
        String topic = Topics.FRAMES.in("");
        try (Consumer<byte[], byte[]> consumer = clients.reader("echo");
                Producer<byte[], byte[]> producer = clients.producer("echo")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!ended) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    if (record.headers().lastHeader(HEADER) == null) {
                        echo(record, producer);
                    }
                }
            }
        }
    }

    private void echo(ConsumerRecord<byte[], byte[]> record, Producer<byte[], byte[]> producer) {
        var again = new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), record.value(), record.headers());
        again.headers().add(HEADER, "1".getBytes(StandardCharsets.UTF_8));
        var unused = producer.send(again);
        echoed.incrementAndGet();
    }

    /** How many records came twice because of this. */
    long echoed() {
        return echoed.get();
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
