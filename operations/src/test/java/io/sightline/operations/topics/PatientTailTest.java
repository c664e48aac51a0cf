package io.sightline.operations.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

class PatientTailTest {
    private static final TopicPartition PARTITION = new TopicPartition("people", 0);
    private static final Duration NO_WAIT = Duration.ofMillis(1);

    private final List<String> inTopic = new ArrayList<>();
    private final Names codec = new Names();
    private MockConsumer<byte[], byte[]> consumer;
    private boolean kafkaAway;
    private int openings;
    private long nanos;

    /** The value is the name. */
    private static final class Names implements AvroCodec {
        boolean away;

        @Override
        public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
            throw new UnsupportedOperationException("Nothing is written here");
        }

        @Override
        public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) throws DependencyAwayException {
            if (away) {
                throw new DependencyAwayException("registry", "The registry is away", null);
            }
            String name = new String(bytes, StandardCharsets.UTF_8);
            return topic.valueType().cast(new Person(name, PersonState.ACTIVE, name, null, Instant.EPOCH));
        }
    }

    @Test
    void whatCameWhileTheRegistryWasAwayComesAfterwardsAndOnlyOnce() {
        write("Ada");
        write("Bob");
        PatientTail<Person> tail = tail(From.BEGINNING);
        assertThat(names(tail)).containsExactly("Ada", "Bob");

        codec.away = true;
        write("Cy");
        assertThat(names(tail)).isEmpty();
        assertThat(tail.fault()).contains("The registry is away");
        codec.away = false;
        nanos += PatientTail.FIRST_PAUSE.toNanos();

        assertThat(names(tail)).containsExactly("Cy");
        assertThat(tail.fault()).isEmpty();
    }

    @Test
    void waitsLongerFromFailureToFailure() {
        PatientTail<Person> tail = tail(From.END);
        codec.away = true;
        write("Ada");
        assertThat(names(tail)).isEmpty();
        kafkaAway = true;
        int before = openings;

        for (int second = 0; second < 100; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            assertThat(names(tail)).isEmpty();
        }

        // After 1, 2, 4, 8, 16, 30 and 30 s.
        assertThat(openings - before).isEqualTo(7);
        assertThat(tail.fault()).contains("Kafka is away");
    }

    @Test
    void anInterruptIsNoAbsence() {
        PatientTail<Person> tail = tail(From.BEGINNING);
        consumer.setPollException(new InterruptException("to stop")); // sets the thread's flag, as the real one does

        assertThatThrownBy(() -> tail.poll(NO_WAIT)).isInstanceOf(Unavailable.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    private PatientTail<Person> tail(From from) {
        return new PatientTail<>(this::open, from, () -> nanos);
    }

    private TopicTail<Person> open(From from) {
        openings++;
        if (kafkaAway) {
            throw new Unavailable("Kafka is away");
        }
        consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(
                "people", List.of(new PartitionInfo("people", 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) inTopic.size()));
        TopicTail<Person> tail = TopicTail.open(Topics.PEOPLE, "people", consumer, codec, from);
        for (int offset = 0; offset < inTopic.size(); offset++) {
            consumer.addRecord(record(offset));
        }
        return tail;
    }

    private void write(String name) {
        inTopic.add(name);
        if (consumer != null) {
            consumer.addRecord(record(inTopic.size() - 1));
        }
    }

    private ConsumerRecord<byte[], byte[]> record(int offset) {
        byte[] name = inTopic.get(offset).getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>("people", 0, offset, name, name);
    }

    private static List<String> names(PatientTail<Person> tail) {
        return tail.poll(NO_WAIT).stream().map(e -> e.value().getName()).toList();
    }
}
