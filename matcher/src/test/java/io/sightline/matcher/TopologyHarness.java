package io.sightline.matcher;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.PatientSerde;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelResult;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.StrangerEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology over Kafka's test driver, with a registry that is a list. */
final class TopologyHarness implements AutoCloseable {
    private static final String PREFIX = "test.";

    final InMemoryAvro avro = new InMemoryAvro();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Knowledge knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
    final Gallery gallery = knowledge.gallery();
    final List<ProducerRecord<byte[], byte[]>> galleryLetters = new ArrayList<>();
    private final Health.Component registry = new Health().component("registry");
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, FaceEmbedding> embeddings;
    private final TestInputTopic<String, Person> people;
    private final TestOutputTopic<String, IdentityEvent> events;
    private final TestInputTopic<String, Label> labels;
    private final TestOutputTopic<String, EnrollmentResult> results;
    private final TestOutputTopic<String, LabelResult> answers;
    private final TestOutputTopic<String, StrangerEntry> strangers;
    private final TestOutputTopic<String, GalleryEntry> entries;
    private final TestOutputTopic<byte[], byte[]> deadLetters;

    TopologyHarness(Path stateDir) {
        this(stateDir, MatcherSettings.Guarantee.EXACTLY_ONCE);
    }

    /** The test driver loses dead letters of unreadable records in a transaction: see those at least once. */
    TopologyHarness(Path stateDir, MatcherSettings.Guarantee guarantee) {
        var defaults = MatcherSettings.defaultsFor(Path.of("unused"), stateDir);
        var settings = new MatcherSettings(
                defaults.model(),
                stateDir,
                1,
                guarantee,
                defaults.commitInterval(),
                defaults.decision(),
                defaults.sighting());
        var connection = new Connection(
                Map.of("bootstrap.servers", "unused:1"), new RegistryConfig("http://unused:1", Map.of()), PREFIX);
        var desk = new DeadLetterDesk(PREFIX, metrics, galleryLetters::add);
        driver = new TopologyTestDriver(
                topology(settings, desk), StreamsSettings.of(settings, connection, desk), Recorded.at(0));
        embeddings = input(Topics.EMBEDDINGS);
        people = input(Topics.PEOPLE);
        labels = input(Topics.LABELS);
        answers = output(Topics.LABEL_RESULTS);
        strangers = output(Topics.STRANGERS);
        events = output(Topics.IDENTITY_EVENTS);
        results = output(Topics.ENROLLMENT_RESULTS);
        entries = output(Topics.GALLERY);
        deadLetters = driver.createOutputTopic(
                Topics.DEAD_LETTERS.in(PREFIX), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Topology topology(MatcherSettings settings, DeadLetterDesk desk) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(Recorded.START), ZoneOffset.UTC);
        return new MatcherTopology(
                        PREFIX,
                        avro,
                        registry,
                        knowledge,
                        ConfigLoader.defaults(DecisionSettings.class),
                        settings.sighting(),
                        new MatcherMetrics(metrics, knowledge, clock),
                        desk)
                .build();
    }

    private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
        return driver.createInputTopic(
                topic.in(PREFIX),
                new StringSerializer(),
                PatientSerde.of(topic, avro, registry).serializer());
    }

    private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
        return driver.createOutputTopic(
                topic.in(PREFIX),
                new StringDeserializer(),
                PatientSerde.of(topic, avro, registry).deserializer());
    }

    void live(FaceEmbedding record) {
        embeddings.pipeInput(record.getCameraId(), record, record.getTime());
    }

    void live(FaceEmbedding record, String header, String value) {
        Headers headers = new RecordHeaders().add(header, value.getBytes(StandardCharsets.UTF_8));
        embeddings.pipeInput(new TestRecord<>(record.getCameraId(), record, headers, record.getTime()));
    }

    void enrol(FaceEmbedding record) {
        embeddings.pipeInput(record.getEnrollment().getPersonId(), record, record.getTime());
    }

    void underKey(String key, FaceEmbedding record) {
        embeddings.pipeInput(key, record);
    }

    void person(Person person) {
        people.pipeInput(person.getPersonId(), person);
    }

    /** A template that did not come by the matcher. */
    void entry(GalleryEntry entry) {
        input(Topics.GALLERY)
                .pipeInput(entry.getPersonId() + "/" + entry.getTemplateId() + "/" + entry.getModelId(), entry);
    }

    void label(Label label) {
        labels.pipeInput(label.getLabelId(), label, label.getSaidAt());
    }

    List<LabelResult> answers() {
        return answers.readValuesToList();
    }

    /** Of topic strangers: key, and whether it is a tombstone. */
    List<TestRecord<String, StrangerEntry>> strangers() {
        return strangers.readRecordsToList();
    }

    void model(ModelRecord record) {
        input(Topics.MODELS).pipeInput(record.getModelId(), record);
    }

    /** What stands under the key {@code active}. */
    void pointer(ModelRecord record) {
        input(Topics.MODELS).pipeInput(Topics.ACTIVE_MODEL, record);
    }

    void raw(Topic<?> topic, String key, byte[] value) {
        driver.createInputTopic(topic.in(PREFIX), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    List<IdentityEvent> events() {
        return events.readValuesToList();
    }

    List<TestRecord<String, IdentityEvent>> eventRecords() {
        return events.readRecordsToList();
    }

    List<EnrollmentResult> results() {
        return results.readValuesToList();
    }

    List<TestRecord<String, GalleryEntry>> entries() {
        return entries.readRecordsToList();
    }

    /** Topic, reason and bytes of each. */
    List<String> deadLetters() {
        return deadLetters.readRecordsToList().stream()
                .map(r -> header(r, DeadLetter.TOPIC) + " " + header(r, DeadLetter.REASON) + " "
                        + (r.value() == null ? "-" : r.value().length))
                .toList();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    double count(String meter, String... tags) {
        return metrics.get(meter).tags(tags).counter().count();
    }

    @Override
    public void close() {
        driver.close();
    }
}
