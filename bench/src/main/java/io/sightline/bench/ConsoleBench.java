package io.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Connection;
import io.sightline.matcher.MatcherSettings.Guarantee;
import io.sightline.schemas.Topics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what it does to the pipeline that many look at the live view, and what memory the console takes. */
@Command(
        name = "console",
        description = "From a face's vector to its event while nobody looks at the live view, and while many do, in"
                + " turn; and the console's memory.")
final class ConsoleBench implements Callable<Integer> {
    private static final Duration COMMIT = Duration.ofMillis(20);
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    /** From the first that looks until all are there, and from the last that leaves until nothing is read any more. */
    private static final Duration SETTLING = Duration.ofSeconds(8);

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of each, in turn. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each round. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--clients", defaultValue = "50", description = "Who look. Default: ${DEFAULT-VALUE}")
    private int clients;

    @Option(
            names = "--stalled",
            defaultValue = "5",
            description = "More, who ask and then read nothing. Default: ${DEFAULT-VALUE}")
    private int stalled;

    @Option(names = "--cameras", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}")
    private int cameras;

    @Option(
            names = "--fps",
            defaultValue = "5",
            description = "Pictures a second and camera. Default: ${DEFAULT-VALUE}")
    private int framesPerSecond;

    @Option(
            names = "--tracks",
            defaultValue = "65",
            description = "Faces that come, a second; about three events follow each. Default: ${DEFAULT-VALUE}")
    private int tracks;

    @Option(
            names = "--out",
            defaultValue = "bench/target/results",
            description = "Folder for console.json. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("");

    /**
     * A round.
     *
     * @param eventsPerSecond that were read, of all kinds
     * @param consoleCpu processors that the console kept busy
     * @param residentMb the console's at the end
     * @param seen by those who looked; null if nobody did
     */
    private record Round(
            boolean isLookedAt,
            double p50Ms,
            double p99Ms,
            double eventsPerSecond,
            double consoleCpu,
            double residentMb,
            double load,
            Onlookers.Seen seen) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(out);
        Path scratch = Files.createTempDirectory(out.toAbsolutePath(), "scratch");
        List<Round> done = new ArrayList<>();
        int pictureBytes;
        try (MatcherRig rig = MatcherRig.start(scratch)) {
            Connection connection = rig.connection("console.");
            try (var matcher = rig.matcher(connection, "matcher", Guarantee.EXACTLY_ONCE, COMMIT);
                    var console = ConsoleChild.start(connection, scratch);
                    var traffic = new ConsoleTraffic(rig, connection, cameras, tracks, framesPerSecond);
                    var reader = new Reader(rig, connection)) {
                matcher.awaitReady();
                pictureBytes = traffic.pictureBytes();
                reader.start();
                traffic.start();
                Thread.sleep(WARM_UP.toMillis());
                printHead(pictureBytes);
                // The first that look find code that was never run.
                print(round(true, traffic, reader, console));
                System.out.println("(to warm up)");
                for (int i = 0; i < rounds; i++) {
                    for (boolean isLookedAt : i % 2 == 0 ? List.of(false, true) : List.of(true, false)) {
                        Round round = round(isLookedAt, traffic, reader, console);
                        done.add(round);
                        print(round);
                    }
                }
                traffic.requireSound();
            }
        }
        report(done, pictureBytes);
        return 0;
    }

    private Round round(boolean isLookedAt, ConsoleTraffic traffic, Reader reader, ConsoleChild console)
            throws IOException, InterruptedException {
        Process looking = isLookedAt ? onlookers(console) : null;
        try {
            Thread.sleep(SETTLING.toMillis());
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            double cpu = console.cpuSeconds();
            long events = reader.events.sum();
            long begun = System.nanoTime();
            Thread.sleep(seconds * 1000L);
            long ended = System.nanoTime();
            double measuredS = (ended - begun) / 1e9;
            double busy = (console.cpuSeconds() - cpu) / measuredS;
            double eventsPerSecond = (reader.events.sum() - events) / measuredS;
            double residentMb = console.residentMb();
            double[] ms = reader.latencies(traffic, begun, ended);
            return new Round(
                    isLookedAt,
                    Contest.percentile(ms, 50),
                    Contest.percentile(ms, 99),
                    eventsPerSecond,
                    busy,
                    residentMb,
                    load,
                    looking == null ? null : seen(looking));
        } finally {
            if (looking != null) {
                looking.destroy();
            }
        }
    }

    private Process onlookers(ConsoleChild console) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // They stand for other machines' browsers: what they compute should take nothing from what is measured.
        return new ProcessBuilder(
                        "nice",
                        "-n",
                        "19",
                        java,
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Bench.class.getName(),
                        "onlookers",
                        "--url=" + console.url(),
                        "--cookie=" + console.cookie(),
                        "--clients=" + clients,
                        "--stalled=" + stalled)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Onlookers.Seen seen(Process looking) throws IOException {
        looking.getOutputStream().close();
        String said = new String(looking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ObjectMapper().readValue(said, Onlookers.Seen.class);
    }

    /** Reads what is committed, as consumers of events do, and keeps when a track's first event came. */
    private static final class Reader implements AutoCloseable {
        private final Map<String, Long> readAt = new ConcurrentHashMap<>();
        private final LongAdder events = new LongAdder();
        private final AtomicBoolean isClosed = new AtomicBoolean();
        private final MatcherRig rig;
        private final Connection connection;
        private final Thread thread = new Thread(this::read, "reader");

        Reader(MatcherRig rig, Connection connection) {
            this.rig = rig;
            this.connection = connection;
        }

        void start() {
            thread.setDaemon(true);
            thread.start();
        }

        /** Milliseconds from vector to first event, of the tracks that were sent in that time. */
        double[] latencies(ConsoleTraffic traffic, long fromNanos, long toNanos) throws InterruptedException {
            List<Map.Entry<String, Long>> sent = traffic.sentAt().entrySet().stream()
                    .filter(e -> e.getValue() >= fromNanos && e.getValue() < toNanos)
                    .toList();
            MatcherRig.await("every event of the round is read", () -> sent.stream()
                    .allMatch(e -> readAt.containsKey(e.getKey())));
            double[] ms = sent.stream()
                    .mapToDouble(e -> (readAt.get(e.getKey()) - e.getValue()) / 1e6)
                    .toArray();
            traffic.sentAt().keySet().removeAll(readAt.keySet());
            readAt.clear();
            return ms;
        }

        private void read() {
            String topic = Topics.IDENTITY_EVENTS.in(connection.topicPrefix());
            try (Consumer<byte[], byte[]> consumer = rig.clients(connection).reader("bench");
                    AvroCodec codec = rig.codec(connection)) {
                List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                        .map(p -> new TopicPartition(topic, p.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (!isClosed.get()) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                        long now = System.nanoTime();
                        events.increment();
                        readAt.putIfAbsent(
                                codec.decode(Topics.IDENTITY_EVENTS, record.value())
                                        .getTrackId(),
                                now);
                    }
                }
            } catch (BadRecordException | DependencyAwayException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            isClosed.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void printHead(int pictureBytes) {
        System.out.printf(
                Locale.ROOT,
                "%d who look and %d who read nothing; %d cameras, %d pictures a second of %d kB each; %d processors%n"
                        + "%-8s %8s %8s %9s %9s %9s %10s %9s %7s %6s%n",
                clients,
                stalled,
                cameras,
                framesPerSecond,
                pictureBytes / 1000,
                Runtime.getRuntime().availableProcessors(),
                "LOOK",
                "P50 ms",
                "P99 ms",
                "EVENTS/s",
                "PROCESSOR",
                "MEMORY MB",
                "PICTURES/s",
                "MB/s",
                "FAILED",
                "LOAD");
    }

    private void print(Round r) {
        Onlookers.Seen seen = r.seen;
        System.out.printf(
                Locale.ROOT,
                "%-8s %8.1f %8.1f %9.0f %9.2f %9.0f %10s %9s %7s %6.1f%n",
                r.isLookedAt ? clients : "nobody",
                r.p50Ms,
                r.p99Ms,
                r.eventsPerSecond,
                r.consoleCpu,
                r.residentMb,
                seen == null ? "" : String.format(Locale.ROOT, "%.0f", seen.pictures() / seen.seconds()),
                seen == null ? "" : String.format(Locale.ROOT, "%.1f", seen.bytes() / seen.seconds() / 1e6),
                seen == null ? "" : seen.failures() + (seen.streams() < clients ? "!" : ""),
                r.load);
    }

    private void report(List<Round> done, int pictureBytes) throws IOException {
        double[] ratios = ratios(done);
        System.out.printf(
                Locale.ROOT,
                "p50 while they look, to p50 while nobody does: %.2f (median of %d rounds; %.2f to %.2f)%n",
                Contest.percentile(ratios, 50),
                ratios.length,
                Contest.percentile(ratios, 0),
                Contest.percentile(ratios, 100));
        System.out.println("PROCESSOR: how many the console kept busy. MEMORY: the console's, resident.");
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", Runtime.version().toString());
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("clients", clients);
        facts.put("stalled", stalled);
        facts.put("cameras", cameras);
        facts.put("framesPerSecond", framesPerSecond);
        facts.put("pictureBytes", pictureBytes);
        facts.put("rounds", done);
        facts.put("ratios", ratios);
        Path file = out.resolve("console.json");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), facts);
        System.out.println("Written to " + file);
    }

    /** Of the two rounds that took turns. */
    private static double[] ratios(List<Round> done) {
        double[] ratios = new double[done.size() / 2];
        Arrays.setAll(ratios, i -> {
            Round one = done.get(2 * i);
            Round other = done.get(2 * i + 1);
            return one.isLookedAt ? one.p50Ms / other.p50Ms : other.p50Ms / one.p50Ms;
        });
        return ratios;
    }
}
