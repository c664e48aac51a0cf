package io.sightline.trainer.archive;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One archiver's membership in the group. Whoever is given the topics, all of them, first fences off the former owner,
 * then reads how far the archive is, and goes on: each batch is one transaction with its offsets. After any failure it
 * is closed, and another begins from what is committed. One thread.
 */
final class ArchiveMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMember.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MOST_RECORDS = 200;
    private static final List<Topic<?>> INPUTS = List.of(Topics.GALLERY, Topics.IDENTITY_EVENTS, Topics.PEOPLE);

    private final ArchiverSettings settings;
    private final Connection connection;
    private final AvroCodec codec;
    private final MeterRegistry metrics;
    private final Health.Component health;
    private final AtomicInteger size;
    private final Consumer<byte[], byte[]> consumer;
    private final KafkaClientMetrics consumerMetrics;
    private final CropReader crops;

    private boolean isGiven;
    /** How often the topics were shared out. */
    private int turn;

    private Producer<byte[], byte[]> producer;
    /** Null while another works. */
    private Archive archive;
    /** What was sent in the transaction at hand, and where it came to lie. */
    private final Map<Held, Future<RecordMetadata>> sent = new LinkedHashMap<>();

    private final List<Future<RecordMetadata>> unplaced = new ArrayList<>();
    private DependencyAwayException registryAway;

    ArchiveMember(
            ArchiverSettings settings,
            Connection connection,
            AvroCodec codec,
            MeterRegistry metrics,
            Health.Component health,
            AtomicInteger size) {
        this.settings = settings;
        this.connection = connection;
        this.codec = codec;
        this.metrics = metrics;
        this.health = health;
        this.size = size;
        this.crops = new CropReader(connection, codec);
        this.consumer =
                new KafkaClients(connection).groupConsumer(ArchiverService.NAME, MOST_RECORDS, SoleOwnerAssignor.class);
        this.consumerMetrics = new KafkaClientMetrics(consumer);
        consumerMetrics.bindTo(metrics);
        consumer.subscribe(
                INPUTS.stream().map(t -> t.in(connection.topicPrefix())).toList(), new Turns());
    }

    /** Takes in what has come, if it is our turn. */
    void step(BooleanSupplier goOn) throws DependencyAwayException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!isGiven) {
            archive = null;
            size.set(0);
            return;
        }
        if (archive == null) {
            begin(goOn);
            if (archive == null) {
                return;
            }
        }
        if (!records.isEmpty() && goOn.getAsBoolean()) {
            take(records);
        }
        health.up();
    }

    private void begin(BooleanSupplier goOn) throws DependencyAwayException {
        health.down("reading the archive");
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        producer = new KafkaClients(connection).transactionalProducer(ArchiverService.NAME);
        // From here on the former owner can write no more, so what is read next is all there is.
        producer.initTransactions();
        var gallery = new TopicPartition(Topics.GALLERY.in(connection.topicPrefix()), 0);
        OffsetAndMetadata committed = consumer.committed(Set.of(gallery)).get(gallery);
        var fresh = new Archive(settings, crops, new Sending());
        int ours = turn;
        BooleanSupplier isOurs = () -> goOn.getAsBoolean() && isStillOurs(ours);
        new ArchiveState(connection, codec, isOurs).restore(fresh, committed == null ? 0 : committed.offset());
        if (!isOurs.getAsBoolean()) {
            return; // what was read may not be all
        }
        archive = fresh;
        consumer.resume(consumer.assignment());
        size.set(archive.size());
        LOG.atInfo()
                .addKeyValue("stage", ArchiverService.NAME)
                .addKeyValue("crops", archive.size())
                .log("Archive is followed from here");
    }

    /**
     * Stays in the group, which takes whoever does not poll for minutes for dead: a large archive takes longer to read.
     * Nothing comes, for what was given is paused.
     */
    private boolean isStillOurs(int since) {
        consumer.poll(Duration.ZERO);
        return isGiven && turn == since;
    }

    private void take(ConsumerRecords<byte[], byte[]> records) throws DependencyAwayException {
        metrics.counter("sightline.stage.records", "stage", ArchiverService.NAME)
                .increment(records.count());
        producer.beginTransaction();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            take(record);
            offsets.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        producer.commitTransaction();
        for (Map.Entry<Held, Future<RecordMetadata>> record : sent.entrySet()) {
            RecordMetadata place = get(record.getValue());
            record.getKey().liesAt(new CropRef(place.partition(), place.offset()));
        }
        sent.clear();
        unplaced.forEach(ArchiveMember::get);
        unplaced.clear();
        size.set(archive.size());
    }

    /** All futures are done once the transaction is committed. */
    private static RecordMetadata get(Future<RecordMetadata> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws DependencyAwayException {
        try {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (isOf(Topics.GALLERY, record)) {
                takeEntry(key, record.value());
            } else if (record.value() != null && isOf(Topics.PEOPLE, record)) {
                Person person = codec.decode(Topics.PEOPLE, record.value());
                require(key.equals(person.getPersonId()), "The key of a person is its personId");
                archive.person(person);
            } else if (record.value() != null) {
                IdentityEvent event = codec.decode(Topics.IDENTITY_EVENTS, record.value());
                archive.event(event);
            }
        } catch (BadRecordException e) {
            reject(record, e);
        }
        if (registryAway != null) {
            throw registryAway;
        }
    }

    private void takeEntry(String key, byte[] value) throws BadRecordException, DependencyAwayException {
        require(key.indexOf('/') > 0, "The key of a template is personId/templateId/modelId");
        if (value == null) {
            archive.templateGone(key);
        } else {
            GalleryEntry entry = codec.decode(Topics.GALLERY, value);
            require(
                    key.equals(entry.getPersonId() + "/" + entry.getTemplateId() + "/" + entry.getModelId()),
                    "The key of a template is personId/templateId/modelId");
            archive.template(key, entry);
        }
    }

    private static void require(boolean isSo, String what) throws BadRecordException {
        if (!isSo) {
            throw new BadRecordException("KEY_MISMATCH", what, null);
        }
    }

    private boolean isOf(Topic<?> topic, ConsumerRecord<?, ?> record) {
        return record.topic().equals(topic.in(connection.topicPrefix()));
    }

    private void reject(ConsumerRecord<byte[], byte[]> record, BadRecordException bad) {
        unplaced.add(producer.send(
                DeadLetter.of(connection.topicPrefix(), ArchiverService.NAME, record, bad.reason(), bad.getMessage())));
        metrics.counter("sightline.dead.letters", "stage", ArchiverService.NAME, "reason", bad.reason())
                .increment();
    }

    private final class Sending implements Archive.Changes {
        @Override
        public void put(Held held, ArchivedCrop record) {
            try {
                sent.put(held, send(record(held, codec.encode(Topics.CROPS_ARCHIVE, record))));
                metrics.counter(
                                "sightline.archive.written",
                                "source",
                                record.getSource().name())
                        .increment();
            } catch (DependencyAwayException e) {
                registryAway = e;
            }
        }

        @Override
        public void remove(Held held, String reason) {
            sent.remove(held);
            ProducerRecord<byte[], byte[]> tombstone = record(held, null);
            held.firstOffset().ifPresent(first -> ArchiveHeaders.sayFirst(tombstone, first));
            unplaced.add(send(tombstone));
            metrics.counter("sightline.archive.removed", "reason", reason).increment();
        }

        @Override
        public void gone(String personId, CropRef crop) {
            metrics.counter("sightline.archive.gone").increment();
            LOG.atDebug()
                    .addKeyValue("person", personId)
                    .addKeyValue("crop", Held.idOf(crop))
                    .log("Crop is gone, it cannot be archived");
        }

        private ProducerRecord<byte[], byte[]> record(Held held, byte[] value) {
            return new ProducerRecord<>(
                    Topics.CROPS_ARCHIVE.in(connection.topicPrefix()),
                    held.key().getBytes(StandardCharsets.UTF_8),
                    value);
        }

        private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return producer.send(record);
        }
    }

    private final class Turns implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            isGiven = !partitions.isEmpty();
            archive = null;
            turn++;
            // Until the archive is read.
            consumer.pause(partitions);
            LOG.atInfo()
                    .addKeyValue("stage", ArchiverService.NAME)
                    .addKeyValue("partitions", partitions.size())
                    .log(isGiven ? "Stage was given partitions" : "Another archiver works; this one stands by");
            if (!isGiven) {
                health.up();
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            isGiven = false;
        }
    }

    @Override
    public void close() {
        size.set(0);
        consumerMetrics.close();
        try (consumer;
                crops) {
            if (producer != null) {
                producer.close(Duration.ofSeconds(2)); // aborts what is not committed
            }
        }
    }
}
