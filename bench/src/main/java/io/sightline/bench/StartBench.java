package io.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Connection;
import io.sightline.matcher.MatcherSettings.Guarantee;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints how long a matcher with a large gallery takes to be ready, and how soon it sees who was enrolled. */
@Command(
        name = "start",
        description = "A matcher's start with a large gallery, on empty state and on kept state, and the time from the"
                + " answer to an enrolment until the matcher sees the template.")
final class StartBench implements Callable<Integer> {
    private static final int ENROLMENTS = 20;

    @Option(names = "--templates", defaultValue = "1000000", description = "Default: ${DEFAULT-VALUE}")
    private int templates;

    @Option(
            names = "--out",
            defaultValue = "bench/target/results",
            description = "Folder for start.json. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("");

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(out);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("templates", templates);
        facts.put("loadBefore", load());
        Path scratch = Files.createTempDirectory(out, "scratch");
        try (MatcherRig rig = MatcherRig.start(scratch)) {
            Connection connection = rig.connection("");
            long loading = System.nanoTime();
            load(rig, connection);
            say(facts, "loading the topic, s", seconds(loading));
            say(facts, "ready on empty state, s", ready(rig, connection));
            say(facts, "ready on kept state, s", ready(rig, connection));
            say(facts, "store on disk, bytes per template", (double) size(scratch.resolve("state")) / templates);
            enrol(rig, connection, facts);
        }
        facts.put("loadAfter", load());
        Path file = out.resolve("start.json");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), facts);
        System.out.println("Written to " + file);
        return 0;
    }

    private void load(MatcherRig rig, Connection connection) throws DependencyAwayException {
        String model = rig.model().id().toString();
        var embeddings = new Embeddings(model, rig.model().dimension());
        try (AvroCodec codec = rig.codec(connection);
                Producer<byte[], byte[]> producer = rig.clients(connection).producer("bench")) {
            for (int i = 0; i < templates; i++) {
                String person = String.format(Locale.ROOT, "person-%012x", i / 2);
                String photo = String.format(Locale.ROOT, "photo-%020x", i);
                GalleryEntry entry = GalleryEntry.newBuilder()
                        .setPersonId(person)
                        .setTemplateId(photo)
                        .setModelId(model)
                        .setVector(embeddings.vector().toBytes())
                        .setQuality(0.9f)
                        .setEnrolledAt(Instant.EPOCH)
                        .build();
                var unused = producer.send(record(
                        Topics.GALLERY, person + "/" + photo + "/" + model, codec.encode(Topics.GALLERY, entry)));
            }
            producer.flush();
        }
    }

    private static ProducerRecord<byte[], byte[]> record(
            Topic<? extends SpecificRecord> topic, String key, byte[] value) {
        return new ProducerRecord<>(topic.in(""), key.getBytes(StandardCharsets.UTF_8), value);
    }

    private double ready(MatcherRig rig, Connection connection) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (var matcher = rig.matcher(connection, "state", Guarantee.EXACTLY_ONCE, Duration.ofMillis(20))) {
            matcher.awaitReady();
            double seconds = seconds(start);
            double held = matcher.gauge("sightline.matcher.gallery.templates");
            if (held != templates) {
                throw new IllegalStateException("Ready with " + held + " templates of " + templates);
            }
            return seconds;
        }
    }

    /** From the moment in which the committed answer is read. */
    private static void enrol(MatcherRig rig, Connection connection, Map<String, Object> facts) throws Exception {
        List<Double> answered = new ArrayList<>();
        List<Double> seen = new ArrayList<>();
        var embeddings = new Embeddings(rig.model().id().toString(), rig.model().dimension());
        try (var matcher = rig.matcher(connection, "state", Guarantee.EXACTLY_ONCE, Duration.ofMillis(20));
                AvroCodec codec = rig.codec(connection);
                Producer<byte[], byte[]> producer = rig.clients(connection).producer("bench");
                Consumer<byte[], byte[]> results = rig.clients(connection).reader("bench")) {
            matcher.awaitReady();
            String topic = Topics.ENROLLMENT_RESULTS.in("");
            List<TopicPartition> partitions = results.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            results.assign(partitions);
            results.seekToEnd(partitions);
            partitions.forEach(results::position);
            for (int i = 0; i < ENROLMENTS; i++) {
                double before = matcher.gauge("sightline.matcher.gallery.templates");
                FaceEmbedding face = embeddings.enrolment("new-" + i, "photo", Instant.now());
                long sent = System.nanoTime();
                var unused = producer.send(record(Topics.EMBEDDINGS, "new-" + i, codec.encode(Topics.EMBEDDINGS, face)))
                        .get();
                MatcherRig.await(
                        "an answer", () -> !results.poll(Duration.ofMillis(50)).isEmpty());
                long answer = System.nanoTime();
                MatcherRig.await(
                        "the template is seen", () -> matcher.gauge("sightline.matcher.gallery.templates") > before);
                answered.add((answer - sent) / 1e6);
                seen.add((System.nanoTime() - answer) / 1e6);
            }
        }
        say(facts, "answer to an enrolment, ms, median", median(answered));
        say(facts, "seen after the answer, ms, median", median(seen));
        say(
                facts,
                "seen after the answer, ms, most",
                seen.stream().max(Double::compare).orElseThrow());
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void say(Map<String, Object> facts, String what, double value) {
        facts.put(what, value);
        System.out.printf(Locale.ROOT, "%-40s %,.1f%n", what, value);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
