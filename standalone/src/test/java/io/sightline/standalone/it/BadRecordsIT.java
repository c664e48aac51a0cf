package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Enrolment;
import io.sightline.operations.topics.Photo;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage and foreign schemas on every topic that a stage reads: dead-lettered, and the stream goes on. */
class BadRecordsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final byte[] GARBAGE = "\1 this is no Avro".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void badRecordsOnEachTopicAreDeadLetteredAndTheStreamGoesOn() throws Exception {
        List<Topic<?>> read = List.of(
                Topics.FRAMES, Topics.ENROLLMENTS, Topics.CROPS, Topics.EMBEDDINGS, Topics.PEOPLE, Topics.GALLERY);
        try (RunningStandalone system = RunningStandalone.start(folder)) {
            Connection connection = system.system().reachable().connection();
            byte[] foreign;
            try (var codec = RegistryAvroCodec.open(connection)) {
                foreign = codec.encode(
                        Topics.PEOPLE, new Person("p", PersonState.ACTIVE, "N", null, Instant.ofEpochMilli(1)));
            }
            try (var producer = new KafkaClients(connection).producer("test")) {
                for (Topic<?> topic : read) {
                    byte[] key = "lobby".getBytes(StandardCharsets.UTF_8);
                    producer.send(new ProducerRecord<>(topic.in(""), key, GARBAGE))
                            .get();
                    if (!topic.equals(Topics.PEOPLE)) {
                        producer.send(new ProducerRecord<>(topic.in(""), key, foreign))
                                .get();
                    }
                }
            }

            Map<String, Integer> expected = new TreeMap<>();
            read.forEach(t -> expected.put(t.name(), t.equals(Topics.PEOPLE) ? 1 : 2));
            // The archiver reads these two beside the matcher, and says for itself what it cannot read.
            expected.merge(Topics.PEOPLE.name(), 1, Integer::sum);
            expected.merge(Topics.GALLERY.name(), 2, Integer::sum);
            int all = expected.values().stream().mapToInt(Integer::intValue).sum();
            Map<String, Integer> letters = deadLetters(connection, all);
            assertThat(letters).isEqualTo(expected);

            system.enrol("Franck", List.of(Photo.read(TestData.media("franck_02159.jpg"))));
            system.play("lobby", TestData.media("franck.mp4"), 5, false);
            system.eventsUntil("Franck is identified", e -> e.getKind() == EventKind.IDENTIFIED, PATIENCE);
            assertThat(system.system().failure()).isNotDone();
        }
    }

    @Test
    void eachUnusablePhotoIsAnsweredWithItsReason() throws Exception {
        try (RunningStandalone system = RunningStandalone.start(folder)) {
            byte[] text = "this is a text, not a photo".getBytes(StandardCharsets.UTF_8);
            Enrolment.Outcome outcome = system.tryToEnrol("Nobody", Photo.of("text.jpg", text));
            assertThat(outcome.answers().get(0).result().orElseThrow().getOutcome())
                    .isEqualTo(EnrollmentOutcome.UNREADABLE);
            assertThat(outcome.isComplete()).isFalse();
        }
    }

    private static Map<String, Integer> deadLetters(Connection connection, int count) throws InterruptedException {
        Map<String, Integer> perTopic = new TreeMap<>();
        try (var reader = new KafkaClients(connection).reader("test")) {
            var partition = List.of(new TopicPartition(Topics.DEAD_LETTERS.in(""), 0));
            reader.assign(partition);
            reader.seekToBeginning(partition);
            int[] total = {0};
            Backbone.await(() -> count + " dead letters, got " + perTopic, PATIENCE, () -> {
                for (ConsumerRecord<byte[], byte[]> letter : reader.poll(Duration.ofMillis(200))) {
                    byte[] topic = letter.headers().lastHeader(DeadLetter.TOPIC).value();
                    perTopic.merge(new String(topic, StandardCharsets.UTF_8), 1, Integer::sum);
                    assertThat(letter.headers().lastHeader(DeadLetter.REASON).value())
                            .isNotEmpty();
                    total[0]++;
                }
                return total[0] >= count;
            });
        }
        return perTopic;
    }
}
