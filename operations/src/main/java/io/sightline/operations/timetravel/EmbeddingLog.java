package io.sightline.operations.timetravel;

import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.util.Utf8;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The log of embeddings, read from a time to what was its end when reading began. Records come in order within each
 * partition, and so of each camera. A reader belongs to no group and commits nothing. Thread-safe: each reading has a
 * consumer of its own.
 */
public final class EmbeddingLog {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Kafka is away if nothing at all came for so long. */
    private static final Duration STALL = Duration.ofSeconds(30);

    private final Connection connection;
    private final KafkaClients clients;
    private final SchemaSource schemas;

    /**
     * What is read.
     *
     * @param since records from this time on, as they were captured
     * @param camera only of this one; empty for all
     */
    public record Part(Instant since, Optional<String> camera) {}

    /**
     * What was read.
     *
     * @param records of all kinds
     * @param unreadable how many of them were not what belongs into the log; they were left out
     */
    public record Summary(long records, long unreadable, Duration took) {
        public long perSecond() {
            return Math.round(records / Math.max(1e-3, took.toNanos() / 1e9));
        }
    }

    public EmbeddingLog(Connection connection) {
        this(connection, new WriterSchemas(connection.registry()));
    }

    EmbeddingLog(Connection connection, SchemaSource schemas) {
        this.connection = connection;
        this.clients = new KafkaClients(forBulk(connection));
        this.schemas = schemas;
    }

    /** Larger bites than a service takes, unless the operator says otherwise. */
    private static Connection forBulk(Connection connection) {
        Map<String, String> kafka = new HashMap<>(connection.kafka());
        Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000",
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "262144",
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "4194304",
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG, "16777216",
                        ConsumerConfig.RECEIVE_BUFFER_CONFIG, "1048576")
                .forEach((key, value) -> {
                    if (!kafka.containsKey(key)) {
                        kafka.putIfAbsent("consumer." + key, value);
                    }
                });
        return new Connection(kafka, connection.registry(), connection.topicPrefix());
    }

    /**
     * Hands over each face that a camera saw. The object is the same each time.
     *
     * @throws Unavailable if Kafka or the registry does not answer
     */
    public Summary faces(Part part, Progress progress, Consumer<LoggedFace> each) {
        var reader = new WireReader<IndexedRecord>(schemas, LoggedFace::writtenWith);
        var face = new LoggedFace();
        Optional<Utf8> camera = part.camera().map(Utf8::new);
        long since = part.since().toEpochMilli();
        var last = new IndexedRecord[1];
        return read(part, progress, value -> {
            IndexedRecord record = reader.read(value, last[0]);
            if (record == null) {
                return false;
            }
            last[0] = record;
            face.moveTo(record);
            if (face.isSeen() && face.time() >= since && (camera.isEmpty() || face.isOfCamera(camera.get()))) {
                each.accept(face);
            }
            return true;
        });
    }

    /**
     * Hands over each record that came from a camera, whole: faces, ends of tracks, and the camera's clock.
     *
     * @throws Unavailable if Kafka or the registry does not answer
     */
    public Summary records(Part part, Progress progress, Consumer<FaceEmbedding> each) {
        SpecificData data = SpecificData.getForClass(FaceEmbedding.class);
        var reader = new WireReader<FaceEmbedding>(
                schemas, writer -> new SpecificDatumReader<>(writer, FaceEmbedding.getClassSchema(), data));
        return read(part, progress, value -> {
            FaceEmbedding record = reader.read(value, null);
            if (record == null) {
                return false;
            }
            String camera = record.getCameraId();
            if (record.getPurpose() == Purpose.LIVE
                    && camera != null
                    && (part.camera().isEmpty() || part.camera().get().equals(camera))) {
                each.accept(record);
            }
            return true;
        });
    }

    /** Takes a value; says whether it could be read. */
    private interface Sink {
        boolean take(byte[] value);
    }

    private Summary read(Part part, Progress progress, Sink sink) {
        String name = Topics.EMBEDDINGS.in(connection.topicPrefix());
        long begun = System.nanoTime();
        try (org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer =
                clients.reader("sightline-time-travel")) {
            return new Reading(consumer, name, part, progress, sink, begun).toTheEnd();
        } catch (KafkaException e) {
            throw new Unavailable("Topic " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** One pass over the log. */
    private static final class Reading {
        private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
        private final Map<TopicPartition, Long> ends;
        private final Progress progress;
        private final Sink sink;
        private final long begun;
        private long remaining;
        private long records;
        private long unreadable;

        Reading(
                org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
                String name,
                Part part,
                Progress progress,
                Sink sink,
                long begun) {
            this.consumer = consumer;
            this.progress = progress;
            this.sink = sink;
            this.begun = begun;
            List<TopicPartition> partitions = partitions(name, part.camera());
            this.ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
            consumer.assign(partitions);
            Map<TopicPartition, Long> starts = starts(partitions, part.since());
            starts.forEach(consumer::seek);
            starts.forEach((partition, start) -> remaining += ends.get(partition) - start);
            ends.keySet().removeIf(p -> starts.get(p) >= ends.get(p));
            consumer.assign(ends.keySet());
        }

        /** A camera's records lie in one partition: the one that Kafka's default partitioner gives its id. */
        private List<TopicPartition> partitions(String name, Optional<String> camera) {
            int count = consumer.partitionsFor(name, PATIENCE).size();
            if (count == 0) {
                throw new Unavailable("Kafka has no topic " + name + "; ./sightline up creates it");
            }
            return camera
                    .map(id -> List.of(BuiltInPartitioner.partitionForKey(id.getBytes(StandardCharsets.UTF_8), count)))
                    .orElseGet(() -> IntStream.range(0, count).boxed().toList())
                    .stream()
                    .map(p -> new TopicPartition(name, p))
                    .toList();
        }

        /** Record timestamps are those of the pictures: stages hand them on. */
        private Map<TopicPartition, Long> starts(List<TopicPartition> partitions, Instant since) {
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(
                    partitions.stream().collect(Collectors.toMap(Function.identity(), p -> since.toEpochMilli())),
                    PATIENCE);
            return partitions.stream()
                    .collect(Collectors.toMap(
                            Function.identity(),
                            p -> found.get(p) == null
                                    ? ends.get(p)
                                    : Math.max(first.get(p), found.get(p).offset())));
        }

        Summary toTheEnd() {
            progress.begin(remaining);
            long lastProgress = System.nanoTime();
            while (!ends.isEmpty()) {
                ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
                batch.partitions().forEach(p -> take(p, batch.records(p)));
                if (finishPartitions() || !batch.isEmpty()) {
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > STALL.toNanos()) {
                    throw new Unavailable(
                            "Kafka has given no record of the embeddings for " + STALL.toSeconds() + " s");
                }
                progress.at(records);
            }
            progress.end(records);
            return new Summary(records, unreadable, Duration.ofNanos(System.nanoTime() - begun));
        }

        private void take(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> batch) {
            long end = ends.getOrDefault(partition, 0L);
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                if (record.offset() < end) {
                    records++;
                    if (!sink.take(record.value())) {
                        unreadable++;
                    }
                }
            }
        }

        /** By position: what ends a transaction takes up offsets, and is no record. */
        private boolean finishPartitions() {
            boolean finished = ends.entrySet().removeIf(e -> consumer.position(e.getKey(), PATIENCE) >= e.getValue());
            if (finished) {
                consumer.pause(consumer.assignment().stream()
                        .filter(p -> !ends.containsKey(p))
                        .toList());
            }
            return finished;
        }
    }
}
