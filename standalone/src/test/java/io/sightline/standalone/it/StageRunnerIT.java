package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.TopicReconciler;
import io.sightline.core.stage.Inbound;
import io.sightline.core.stage.Output;
import io.sightline.core.stage.RunnerOptions;
import io.sightline.core.stage.Stage;
import io.sightline.core.stage.StageRunner;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The poll loop on a real broker and a real registry. */
class StageRunnerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private Backbone backbone;

    /** Answers each photo with a result; counts the photos of each partition in its state. */
    private static final class Answering implements Stage<Enrollment> {
        final Map<Integer, Integer> counts = new HashMap<>();

        @Override
        public void process(List<Inbound<Enrollment>> batch, Output output) {
            for (Inbound<Enrollment> photo : batch) {
                if (photo.value().getImage().remaining() == 0) {
                    output.reject(photo, "EMPTY", "A photo has bytes, got none");
                    continue;
                }
                int count = counts.merge(photo.partition(), 1, Integer::sum);
                EnrollmentResult result = EnrollmentResult.newBuilder()
                        .setPersonId(photo.key())
                        .setPhotoId(photo.value().getPhotoId())
                        .setOutcome(EnrollmentOutcome.NO_FACE)
                        .setMessage("photo " + count)
                        .setDecidedAt(photo.value().getSubmittedAt())
                        .build();
                output.send(Topics.ENROLLMENT_RESULTS, photo.key(), result, photo);
            }
        }

        @Override
        public String stateOf(int partition) {
            return Integer.toString(counts.get(partition));
        }

        @Override
        public void restore(int partition, String state) {
            counts.put(partition, state.isEmpty() ? 0 : Integer.parseInt(state));
        }

        @Override
        public void release(int partition) {
            counts.remove(partition);
        }
    }

    @BeforeEach
    void start() throws Exception {
        backbone = Backbone.started(folder);
    }

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void badRecordsAreDeadLetteredWithOriginReasonAndBytesAndTheStreamGoesOn() throws Exception {
        byte[] garbage = "not avro at all".getBytes(StandardCharsets.UTF_8);
        byte[] unknownSchema =
                ByteBuffer.allocate(20).put((byte) 0).putInt(987654).array();
        backbone.produce(Topics.ENROLLMENTS, "p-1", garbage);
        backbone.produce(Topics.ENROLLMENTS, "p-1", unknownSchema);
        byte[] foreign;
        try (var codec = backbone.codec()) {
            foreign = codec.encode(
                    Topics.CAMERAS,
                    CameraSettings.newBuilder().setCameraId("x").setSource("y").build());
        }
        backbone.produce(Topics.ENROLLMENTS, "p-1", foreign);
        backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "empty", 0));
        backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "good", 3));

        try (var runner = runner(new Answering())) {
            runner.start();
            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 1, PATIENCE))
                    .extracting(EnrollmentResult::getPhotoId)
                    .containsExactly("good");
        }

        List<ConsumerRecord<byte[], byte[]>> letters = backbone.read(Topics.DEAD_LETTERS, 4, PATIENCE);
        assertThat(letters)
                .extracting(l -> header(l, DeadLetter.REASON))
                .containsExactly("NOT_AVRO", "UNREADABLE", "FOREIGN_SCHEMA", "EMPTY");
        assertThat(letters.get(0).value()).isEqualTo(garbage);
        assertThat(letters.get(1).value()).isEqualTo(unknownSchema);
        assertThat(letters.get(2).value()).isEqualTo(foreign);
        assertThat(letters).extracting(l -> header(l, DeadLetter.TOPIC)).containsOnly("enrollments");
        assertThat(letters).extracting(l -> header(l, DeadLetter.OFFSET)).containsExactly("0", "1", "2", "3");
        assertThat(letters).extracting(l -> header(l, DeadLetter.STAGE)).containsOnly("answering");
        assertThat(backbone.failures).isEmpty();
    }

    @Test
    void stateIsCommittedWithTheOffsetAndGoesToTheNextOwner() throws Exception {
        backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "first", 1));
        try (var runner = runner(new Answering())) {
            runner.start();
            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 1, PATIENCE)).hasSize(1);
            backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "second", 1));
            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 2, PATIENCE)).hasSize(2);
        }
        backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "third", 1));
        try (var runner = runner(new Answering())) {
            runner.start();
            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 3, PATIENCE))
                    .extracting(r -> r.getPhotoId() + ": " + r.getMessage())
                    .containsExactly("first: photo 1", "second: photo 2", "third: photo 3");
        }
    }

    @Test
    void registryThatIsAwayMakesUnreadyAndLosesNothing() throws Exception {
        backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "first", 1));
        backbone.stopRegistry();
        try (var runner = runner(new Answering())) {
            runner.start();
            Backbone.await("health tells of the registry", PATIENCE, () -> faultOf("answering")
                    .contains("registry"));
            assertThat(backbone.health.isLive()).isTrue();
            backbone.startRegistry();
            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 1, PATIENCE)).hasSize(1);
            Backbone.await("ready again", PATIENCE, () -> faultOf("answering").isEmpty());
        }
        assertThat(backbone.read(Topics.DEAD_LETTERS, 1, Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void aBatchInHandIsNotLostWhenTheGroupExpelsUs() throws Exception {
        for (int i = 0; i < 5; i++) {
            backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "photo-" + i, 1));
        }
        backbone.stopRegistry();
        try (var runner = runner(new Answering());
                Admin admin = new KafkaClients(backbone.connection()).admin()) {
            runner.start();
            Backbone.await(
                    "a batch is held", PATIENCE, () -> faultOf("answering").contains("registry"));
            String member = memberOf(admin);
            admin.removeMembersFromConsumerGroup("answering", new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
            Backbone.await(
                    "it joined again", PATIENCE, () -> !List.of(member, "").contains(memberOf(admin)));
            backbone.startRegistry();

            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 5, PATIENCE))
                    .extracting(EnrollmentResult::getPhotoId)
                    .containsExactly("photo-0", "photo-1", "photo-2", "photo-3", "photo-4");
        }
        assertThat(backbone.failures).isEmpty();
    }

    /** The one member's id; empty while there is none. */
    private static String memberOf(Admin admin) {
        try {
            return admin.describeConsumerGroups(List.of("answering")).all().get().values().stream()
                    .flatMap(g -> g.members().stream())
                    .filter(m -> !m.assignment().topicPartitions().isEmpty())
                    .map(MemberDescription::consumerId)
                    .findFirst()
                    .orElse("");
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void brokerThatRestartsInTheMiddleLosesNothing() throws Exception {
        try (var runner = runner(new Answering())) {
            runner.start();
            backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "before", 1));
            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 1, PATIENCE)).hasSize(1);
            backbone.stopKafka();
            backbone.startKafka();
            backbone.produce(Topics.ENROLLMENTS, "p-1", photo("p-1", "after", 1));
            assertThat(backbone.values(Topics.ENROLLMENT_RESULTS, 2, PATIENCE))
                    .extracting(EnrollmentResult::getPhotoId)
                    .containsExactly("before", "after");
        }
        assertThat(backbone.failures).isEmpty();
    }

    @Test
    void reconcilingAgainChangesNothingAndSubjectsHaveTheirCompatibility() throws Exception {
        assertThat(new TopicReconciler(backbone.connection(), Optional.empty()).reconcile())
                .isEmpty();
        var http = java.net.http.HttpClient.newHttpClient();
        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                        backbone.connection().registry().url() + "/apis/ccompat/v7/config/identity-events-value"))
                .build();
        assertThat(http.send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("FULL_TRANSITIVE");
    }

    private String faultOf(String component) {
        return backbone.health.component(component).fault().orElse("");
    }

    private StageRunner<Enrollment> runner(Stage<Enrollment> stage) {
        return new StageRunner<>(
                new RunnerOptions("answering", 10),
                Topics.ENROLLMENTS,
                stage,
                backbone.connection(),
                backbone.codec(),
                backbone.context);
    }

    private static Enrollment photo(String personId, String photoId, int bytes) {
        return new Enrollment(personId, photoId, Instant.ofEpochMilli(1_000), ByteBuffer.wrap(new byte[bytes]));
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
