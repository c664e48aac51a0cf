package io.sightline.console.system;

import io.sightline.console.api.DeadLetterView;
import io.sightline.console.http.Problem;
import io.sightline.core.UserError;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Records that could not be used, as topic {@code dead-letters} has them. One thread. */
final class DeadLetters {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST = 200;
    private static final int BYTES_SHOWN = 512;
    private static final int TEXT_SHOWN = 20_000;
    private static final Pattern ID = Pattern.compile("(\\d{1,5})-(\\d{1,18})");

    private final TopicStore topics;

    DeadLetters(TopicStore topics) {
        this.topics = topics;
    }

    /** The last of them, the latest first, without their content. */
    List<DeadLetterView> latest() {
        List<DeadLetterView> letters = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = topics.clients().reader("sightline-console")) {
            for (TopicPartition partition : partitions(consumer)) {
                long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
                long begin =
                        consumer.beginningOffsets(List.of(partition), PATIENCE).get(partition);
                read(consumer, partition, Math.max(begin, end - MOST), end, record -> letters.add(view(record, false)));
            }
        } catch (KafkaException e) {
            throw new Unavailable("The dead letters cannot be read: " + e.getMessage(), e);
        }
        Collections.reverse(letters);
        return letters;
    }

    /** One of them with what it says. @throws Problem if it is not there any more */
    DeadLetterView show(String id) {
        return view(find(id), true);
    }

    /**
     * Writes it to the topic that it came from, as it was: for when what was wrong with it is mended. Whoever could not
     * use it then tries again, and whoever could sees it twice, as after a restart.
     *
     * @throws Problem if it is not there any more
     */
    void replay(String id) {
        ConsumerRecord<byte[], byte[]> record = find(id);
        String topic = text(record, DeadLetter.TOPIC);
        boolean isOurs =
                Topics.ALL.stream().anyMatch(t -> topics.nameOf(t).equals(topic) && !t.equals(Topics.DEAD_LETTERS));
        if (!isOurs) {
            throw new UserError("It came from topic '" + topic + "', which is none of Sightline's");
        }
        int partition = Integer.parseInt(text(record, DeadLetter.PARTITION));
        try (Producer<byte[], byte[]> producer = topics.clients().producer("sightline-console")) {
            producer.send(new ProducerRecord<>(topic, partition, record.key(), record.value()))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Unavailable("Kafka did not take the record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while writing", e);
        }
    }

    private ConsumerRecord<byte[], byte[]> find(String id) {
        Matcher place = ID.matcher(id);
        if (!place.matches()) {
            throw new UserError("'" + id + "' is no dead letter's id; expected partition-offset");
        }
        long offset = Long.parseLong(place.group(2));
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = topics.clients().reader("sightline-console")) {
            for (TopicPartition partition : partitions(consumer)) {
                if (partition.partition() == Integer.parseInt(place.group(1))) {
                    long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
                    long begin = consumer.beginningOffsets(List.of(partition), PATIENCE)
                            .get(partition);
                    if (offset >= begin && offset < end) {
                        read(consumer, partition, offset, offset + 1, found::add);
                    }
                }
            }
        } catch (KafkaException e) {
            throw new Unavailable("The dead letters cannot be read: " + e.getMessage(), e);
        }
        return found.stream().findFirst().orElseThrow(() -> Problem.notFound("This dead letter is not kept any more"));
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        String name = topics.nameOf(Topics.DEAD_LETTERS);
        return consumer.partitionsFor(name, PATIENCE).stream()
                .map(p -> new TopicPartition(name, p.partition()))
                .toList();
    }

    private static void read(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long from,
            long to,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition, PATIENCE) < to) {
            if (System.nanoTime() > deadline) {
                throw new Unavailable("The dead letters could not be read within " + PATIENCE.toSeconds() + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < to) {
                    each.accept(record);
                }
            }
        }
    }

    private DeadLetterView view(ConsumerRecord<byte[], byte[]> record, boolean isWhole) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), string(header.value()));
        }
        return new DeadLetterView(
                record.partition() + "-" + record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                text(record, DeadLetter.TOPIC),
                number(text(record, DeadLetter.PARTITION)).intValue(),
                number(text(record, DeadLetter.OFFSET)),
                text(record, DeadLetter.STAGE),
                text(record, DeadLetter.REASON) + ": " + text(record, DeadLetter.MESSAGE),
                record.key() == null ? "" : string(record.key()),
                value.length,
                isWhole
                        ? HexFormat.ofDelimiter(" ")
                                .formatHex(Arrays.copyOf(value, Math.min(value.length, BYTES_SHOWN)))
                        : "",
                isWhole ? json(record) : Optional.empty(),
                headers);
    }

    /** What the record says, if it can be read after all; long values, such as pictures, are cut off. */
    private Optional<String> json(ConsumerRecord<byte[], byte[]> record) {
        String name = text(record, DeadLetter.TOPIC);
        if (record.value() == null) {
            return Optional.empty();
        }
        for (Topic<?> topic : Topics.ALL) {
            if (topics.nameOf(topic).equals(name) && SpecificRecord.class.isAssignableFrom(topic.valueType())) {
                return decode(topic, record.value());
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked") // looked at by the caller: its type is a record
    private Optional<String> decode(Topic<?> topic, byte[] value) {
        try {
            String text =
                    topics.codec().decode((Topic<SpecificRecord>) topic, value).toString();
            return Optional.of(text.length() <= TEXT_SHOWN ? text : text.substring(0, TEXT_SHOWN) + " ...");
        } catch (BadRecordException e) {
            return Optional.empty();
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    private static Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return -1L;
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        Header found = record.headers().lastHeader(header);
        return found == null ? "" : string(found.value());
    }

    private static String string(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
