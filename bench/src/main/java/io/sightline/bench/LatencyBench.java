package io.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Connection;
import io.sightline.matcher.MatcherSettings.Guarantee;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints how long it takes from an embedding to its event, by guarantee and commit interval. */
@Command(
        name = "latency",
        description = "From an embedding that is sent to its event that is read (committed), on a broker of its own: at"
                + " least once and exactly once, by commit interval.")
final class LatencyBench implements Callable<Integer> {
    private static final List<Integer> INTERVALS_MS = List.of(10, 20, 100);
    private static final int CAMERAS = 12;
    private static final int WARM_UP = 200;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds, in turn. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--events", defaultValue = "500", description = "Events per round. Default: ${DEFAULT-VALUE}")
    private int events;

    @Option(names = "--pause", defaultValue = "15", description = "Milliseconds between two. Default: ${DEFAULT-VALUE}")
    private int pauseMs;

    @Option(
            names = "--out",
            defaultValue = "bench/target/results",
            description = "Folder for latency.json. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("");

    private record Setting(Guarantee guarantee, int intervalMs) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(out);
        Map<Setting, List<double[]>> latencies = new LinkedHashMap<>();
        for (Guarantee guarantee : List.of(Guarantee.AT_LEAST_ONCE, Guarantee.EXACTLY_ONCE)) {
            INTERVALS_MS.forEach(ms -> latencies.put(new Setting(guarantee, ms), new ArrayList<>()));
        }
        double loadBefore = load();
        try (MatcherRig rig = MatcherRig.start(Files.createTempDirectory(out, "scratch"))) {
            for (int round = 0; round < rounds; round++) {
                List<Setting> turn = new ArrayList<>(latencies.keySet());
                Collections.rotate(turn, round);
                for (Setting setting : turn) {
                    latencies.get(setting).add(measure(rig, setting, round));
                    System.out.print(".");
                    System.out.flush();
                }
            }
        }
        report(latencies, loadBefore);
        return 0;
    }

    /** Milliseconds of each event, ascending. */
    private double[] measure(MatcherRig rig, Setting setting, int round) throws IOException, InterruptedException {
        String name = setting.guarantee.name().toLowerCase(Locale.ROOT) + "-" + setting.intervalMs + "-" + round;
        Connection connection = rig.connection(name + ".");
        Map<String, Long> sentAt = new HashMap<>();
        Map<String, Long> readAt = new ConcurrentHashMap<>();
        try (var matcher = rig.matcher(connection, name, setting.guarantee, Duration.ofMillis(setting.intervalMs));
                AvroCodec codec = rig.codec(connection);
                Producer<byte[], byte[]> producer = rig.clients(connection).producer("bench")) {
            matcher.awaitReady();
            Thread reader = new Thread(() -> read(rig, connection, readAt, WARM_UP + events), "reader");
            reader.setDaemon(true);
            reader.start();
            var embeddings =
                    new Embeddings(rig.model().id().toString(), rig.model().dimension());
            for (int i = 0; i < WARM_UP + events; i++) {
                FaceEmbedding face = embeddings.newTrack("camera-" + i % CAMERAS, i, Instant.now());
                var record = new ProducerRecord<byte[], byte[]>(
                        Topics.EMBEDDINGS.in(connection.topicPrefix()),
                        null,
                        face.getTime().toEpochMilli(),
                        face.getCameraId().getBytes(StandardCharsets.UTF_8),
                        codec.encode(Topics.EMBEDDINGS, face));
                sentAt.put(face.getTrackId(), System.nanoTime());
                producer.send(record).get();
                Thread.sleep(pauseMs);
            }
            MatcherRig.await("every event is read", () -> readAt.size() == WARM_UP + events);
        } catch (DependencyAwayException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        // The JIT and the first connections are busy with the first ones.
        return sentAt.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .skip(WARM_UP)
                .mapToDouble(e -> (readAt.get(e.getKey()) - e.getValue()) / 1e6)
                .sorted()
                .toArray();
    }

    private static void read(MatcherRig rig, Connection connection, Map<String, Long> readAt, int all) {
        String topic = Topics.IDENTITY_EVENTS.in(connection.topicPrefix());
        try (Consumer<byte[], byte[]> consumer = rig.clients(connection).reader("bench");
                AvroCodec codec = rig.codec(connection)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (readAt.size() < all) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long now = System.nanoTime();
                    readAt.putIfAbsent(
                            codec.decode(Topics.IDENTITY_EVENTS, record.value()).getTrackId(), now);
                }
            }
        } catch (BadRecordException | DependencyAwayException e) {
            throw new IllegalStateException(e);
        }
    }

    private void report(Map<Setting, List<double[]>> latencies, double loadBefore) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%n%-14s %-9s %8s %8s   %s%n",
                "GUARANTEE",
                "COMMIT",
                "P50 ms",
                "P99 ms",
                "p50 of each round");
        List<Map<String, Object>> rows = new ArrayList<>();
        latencies.forEach((setting, roundsMs) -> {
            double[] all =
                    roundsMs.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
            List<Double> medians = roundsMs.stream().map(ms -> at(ms, 0.5)).toList();
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %-9s %8.1f %8.1f   %s%n",
                    setting.guarantee,
                    setting.intervalMs + " ms",
                    at(all, 0.5),
                    at(all, 0.99),
                    medians.stream()
                            .map(m -> String.format(Locale.ROOT, "%.1f", m))
                            .toList());
            Map<String, Object> row = new HashMap<>();
            row.put("guarantee", setting.guarantee);
            row.put("commitIntervalMs", setting.intervalMs);
            row.put("p50Ms", at(all, 0.5));
            row.put("p99Ms", at(all, 0.99));
            row.put("mediansOfRounds", medians);
            rows.add(row);
        });
        System.out.printf(
                Locale.ROOT, "%d events each; load %.1f before, %.1f after%n", rounds * events, loadBefore, load());
        Path file = out.resolve("latency.json");
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(
                        file.toFile(),
                        Map.of("java", Runtime.version().toString(), "loadBefore", loadBefore, "rows", rows));
        System.out.println("Written to " + file);
    }

    private static double at(double[] ascending, double share) {
        return ascending[(int) Math.min(ascending.length - 1, Math.floor(share * ascending.length))];
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
