package io.sightline.matcher;

import static io.sightline.schemas.Topics.EMBEDDINGS;
import static io.sightline.schemas.Topics.ENROLLMENT_RESULTS;
import static io.sightline.schemas.Topics.GALLERY;
import static io.sightline.schemas.Topics.IDENTITY_EVENTS;
import static io.sightline.schemas.Topics.LABELS;
import static io.sightline.schemas.Topics.LABEL_RESULTS;
import static io.sightline.schemas.Topics.MODELS;
import static io.sightline.schemas.Topics.PEOPLE;
import static io.sightline.schemas.Topics.STRANGERS;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.PatientSerde;
import io.sightline.core.service.Health;
import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.matcher.state.LearnedTemplate;
import io.sightline.matcher.state.ModelRow;
import io.sightline.matcher.state.PersonFileState;
import io.sightline.matcher.state.StrangerRow;
import io.sightline.matcher.state.TrackHistory;
import io.sightline.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What joins: faces meet the gallery, enrolments become templates, the forgotten leave, words correct events.
 *
 * <p>{@code embeddings}, {@code people} and {@code labels} have the same partitions. The first two are keyed by person
 * where it matters, so one task sees a person's enrolments and their erasure; every label stands in every partition. So
 * nothing is repartitioned: each hop would cost a commit interval. The snapshot of this topology is under version control; changing a name here moves state.
 */
final class MatcherTopology {
    private static final String BY_PURPOSE = "by-purpose";
    private static final String CAMERAS = "sightings";
    private static final String FOLLOW_LABELS = "follow-labels";
    private static final String ENROLMENTS = "enrolments";
    private static final String ERASURES = "erasures";
    private static final String TEMPLATES = "templates";
    private static final String GALLERY_INDEX = "gallery-index";
    private static final String STRANGERS_INDEX = "strangers-index";
    private static final String CALIBRATIONS = "calibrations";
    private static final String GALLERY_ENTRIES = "gallery-entries";
    private static final String STRANGERS_ENTRIES = "strangers-entries";
    private static final String TO_LABELS = "to-labels";

    private final String topicPrefix;
    private final AvroCodec codec;
    private final Health.Component registry;
    private final Knowledge knowledge;
    private final TrackDecider decider;
    private final SightingSettings sightingSettings;
    private final MatcherMetrics metrics;
    private final DeadLetterDesk deadLetters;

    MatcherTopology(
            String topicPrefix,
            AvroCodec codec,
            Health.Component registry,
            Knowledge knowledge,
            DecisionSettings decisionSettings,
            SightingSettings sightingSettings,
            MatcherMetrics metrics,
            DeadLetterDesk deadLetters) {
        this.topicPrefix = topicPrefix;
        this.codec = codec;
        this.registry = registry;
        this.knowledge = knowledge;
        this.decider = knowledge.decider(decisionSettings);
        this.sightingSettings = sightingSettings;
        this.metrics = metrics;
        this.deadLetters = deadLetters;
    }

    Topology build() {
        Topology topology = new Topology();
        addKnowledge(topology);
        source(topology, EMBEDDINGS);
        source(topology, PEOPLE);
        source(topology, LABELS);
        topology.addProcessor(BY_PURPOSE, () -> new PurposeRouter(CAMERAS, ENROLMENTS), EMBEDDINGS.name());
        addSightings(topology);
        addEnrolment(topology);
        sink(topology, IDENTITY_EVENTS.name(), IDENTITY_EVENTS, CAMERAS, FOLLOW_LABELS);
        sink(topology, GALLERY_ENTRIES, GALLERY, ENROLMENTS, ERASURES, CAMERAS, FOLLOW_LABELS);
        sink(topology, STRANGERS_ENTRIES, STRANGERS, CAMERAS, FOLLOW_LABELS);
        sink(topology, ENROLLMENT_RESULTS.name(), ENROLLMENT_RESULTS, ENROLMENTS);
        sink(topology, LABEL_RESULTS.name(), LABEL_RESULTS, FOLLOW_LABELS);
        topology.addSink(
                TO_LABELS,
                LABELS.in(topicPrefix),
                new StringSerializer(),
                PatientSerde.of(LABELS, codec, registry).serializer(),
                new EveryPartition(),
                CAMERAS,
                FOLLOW_LABELS,
                ERASURES);
        return topology;
    }

    /** What all tasks of a process know, read by one thread. */
    private void addKnowledge(Topology topology) {
        global(
                topology,
                GALLERY,
                GalleryRow.class,
                GALLERY_INDEX,
                () -> new GalleryProcessor(GALLERY.name(), reader(GALLERY), knowledge, metrics, deadLetters));
        global(
                topology,
                STRANGERS,
                StrangerRow.class,
                STRANGERS_INDEX,
                () -> new StrangerProcessor(STRANGERS.name(), reader(STRANGERS), knowledge, metrics, deadLetters));
        global(
                topology,
                MODELS,
                ModelRow.class,
                CALIBRATIONS,
                () -> new ModelsProcessor(MODELS.name(), reader(MODELS), knowledge, deadLetters));
    }

    private <R extends SpecificRecord> void global(
            Topology topology,
            Topic<?> topic,
            Class<R> row,
            String node,
            ProcessorSupplier<String, byte[], Void, Void> processor) {
        topology.addGlobalStore(
                store(topic.name(), row).withLoggingDisabled(),
                topic.name(),
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                topic.in(topicPrefix),
                node,
                processor);
    }

    private void addSightings(Topology topology) {
        var memories =
                new CameraMemory.Factory(decider, sightingSettings, knowledge, GALLERY_ENTRIES, STRANGERS_ENTRIES);
        topology.addProcessor(
                CAMERAS, () -> new SightingProcessor(memories, IDENTITY_EVENTS.name(), TO_LABELS, metrics), BY_PURPOSE);
        topology.addProcessor(
                FOLLOW_LABELS,
                () -> new LabelProcessor(memories, IDENTITY_EVENTS.name(), LABEL_RESULTS.name(), TO_LABELS, metrics),
                LABELS.name());
        topology.addStateStore(store(CameraMemory.SIGHTINGS, CameraState.class), CAMERAS, FOLLOW_LABELS);
        topology.addStateStore(store(CameraMemory.HISTORY, TrackHistory.class), CAMERAS, FOLLOW_LABELS);
        topology.addStateStore(store(CameraMemory.LEARNED, LearnedTemplate.class), CAMERAS, FOLLOW_LABELS);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(CameraMemory.HISTORY_INDEX),
                        Serdes.String(),
                        Serdes.ByteArray()),
                CAMERAS,
                FOLLOW_LABELS);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(CameraMemory.WORDS), Serdes.String(), Serdes.String()),
                CAMERAS,
                FOLLOW_LABELS);
    }

    private void addEnrolment(Topology topology) {
        topology.addProcessor(
                ENROLMENTS,
                () -> new EnrolmentProcessor(TEMPLATES, GALLERY_ENTRIES, ENROLLMENT_RESULTS.name(), knowledge, metrics),
                BY_PURPOSE);
        topology.addProcessor(
                ERASURES, () -> new ErasureProcessor(TEMPLATES, GALLERY_ENTRIES, TO_LABELS), PEOPLE.name());
        topology.addStateStore(store(TEMPLATES, PersonFileState.class), ENROLMENTS, ERASURES);
    }

    private void source(Topology topology, Topic<? extends SpecificRecord> topic) {
        topology.addSource(topic.name(), new StringDeserializer(), reader(topic), topic.in(topicPrefix));
    }

    private <V extends SpecificRecord> void sink(Topology topology, String name, Topic<V> topic, String... from) {
        Serializer<V> writer = PatientSerde.of(topic, codec, registry).serializer();
        topology.addSink(name, topic.in(topicPrefix), new StringSerializer(), writer, from);
    }

    private <V extends SpecificRecord> Deserializer<V> reader(Topic<V> topic) {
        return PatientSerde.of(topic, codec, registry).deserializer();
    }

    private static <V extends SpecificRecord> StoreBuilder<KeyValueStore<String, V>> store(String name, Class<V> type) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), StateSerde.of(type));
    }
}
