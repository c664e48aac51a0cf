package io.sightline.matcher;

import static io.sightline.schemas.Topics.EMBEDDINGS;
import static io.sightline.schemas.Topics.ENROLLMENT_RESULTS;
import static io.sightline.schemas.Topics.GALLERY;
import static io.sightline.schemas.Topics.IDENTITY_EVENTS;
import static io.sightline.schemas.Topics.PEOPLE;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.PatientSerde;
import io.sightline.core.service.Health;
import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.matcher.state.PersonFileState;
import io.sightline.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What joins: faces meet the gallery, enrolments become templates, the forgotten leave.
 *
 * <p>{@code embeddings} and {@code people} have the same partitions and are keyed by person where it matters, so one
 * task sees a person's enrolments and their erasure, and nothing is repartitioned: each hop would cost a commit
 * interval. The snapshot of this topology is under version control; changing a name here moves state.
 */
final class MatcherTopology {
    private static final String BY_PURPOSE = "by-purpose";
    private static final String SIGHTINGS = "sightings";
    private static final String ENROLMENTS = "enrolments";
    private static final String ERASURES = "erasures";
    private static final String TEMPLATES = "templates";
    private static final String GALLERY_INDEX = "gallery-index";
    private static final String GALLERY_ENTRIES = "gallery-entries";

    private final String topicPrefix;
    private final AvroCodec codec;
    private final Health.Component registry;
    private final TrackDecider decider;
    private final SightingSettings sightingSettings;
    private final Gallery gallery;
    private final MatcherMetrics metrics;
    private final DeadLetterDesk deadLetters;

    MatcherTopology(
            String topicPrefix,
            AvroCodec codec,
            Health.Component registry,
            TrackDecider decider,
            SightingSettings sightingSettings,
            Gallery gallery,
            MatcherMetrics metrics,
            DeadLetterDesk deadLetters) {
        this.topicPrefix = topicPrefix;
        this.codec = codec;
        this.registry = registry;
        this.decider = decider;
        this.sightingSettings = sightingSettings;
        this.gallery = gallery;
        this.metrics = metrics;
        this.deadLetters = deadLetters;
    }

    Topology build() {
        Topology topology = new Topology();
        topology.addGlobalStore(
                store(GALLERY.name(), GalleryRow.class).withLoggingDisabled(),
                GALLERY.name(),
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                GALLERY.in(topicPrefix),
                GALLERY_INDEX,
                () -> new GalleryProcessor(
                        GALLERY.name(), reader(GALLERY), decider.model(), gallery, metrics, deadLetters));

        source(topology, EMBEDDINGS);
        topology.addProcessor(BY_PURPOSE, () -> new PurposeRouter(SIGHTINGS, ENROLMENTS), EMBEDDINGS.name());

        topology.addProcessor(
                SIGHTINGS, () -> new SightingProcessor(SIGHTINGS, decider, sightingSettings, metrics), BY_PURPOSE);
        topology.addStateStore(store(SIGHTINGS, CameraState.class), SIGHTINGS);

        source(topology, PEOPLE);
        topology.addProcessor(
                ENROLMENTS,
                () -> new EnrolmentProcessor(
                        TEMPLATES, GALLERY_ENTRIES, ENROLLMENT_RESULTS.name(), decider.model(), metrics),
                BY_PURPOSE);
        topology.addProcessor(ERASURES, () -> new ErasureProcessor(TEMPLATES), PEOPLE.name());
        topology.addStateStore(store(TEMPLATES, PersonFileState.class), ENROLMENTS, ERASURES);

        sink(topology, IDENTITY_EVENTS.name(), IDENTITY_EVENTS, SIGHTINGS);
        sink(topology, GALLERY_ENTRIES, GALLERY, ENROLMENTS, ERASURES);
        sink(topology, ENROLLMENT_RESULTS.name(), ENROLLMENT_RESULTS, ENROLMENTS);
        return topology;
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
