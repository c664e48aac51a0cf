package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory of {@code up} with two cameras: bounded, and flat. */
@Tag("full")
class MemorySoakIT {
    private static final Duration START = Duration.ofMinutes(2);
    /** What is filled once, such as caches and arenas, is filled by then. */
    private static final Duration WARM_UP = Duration.ofMinutes(4);

    private static final Duration SOAK = Duration.ofMinutes(15);
    private static final Duration SAMPLE = Duration.ofSeconds(5);
    private static final long LIMIT = 2_500L << 20;
    private static final double GROWTH = 1.08;
    /**
     * Each heap counts whole from the beginning. It is bounded, and otherwise fills for an hour before its first full
     * collection, which looks like a leak and could hide one.
     */
    private static final String WHOLE_HEAPS = "-XX:+AlwaysPreTouch";

    @TempDir
    Path folder;

    @Test
    void staysUnderTwoAndAHalfGigabytesAndFlat() throws Exception {
        List<String> up = new ArrayList<>(List.of("up"));
        up.addAll(CommandProcess.onFreePorts(folder.resolve("data")));
        up.addAll(List.of("--camera", "lobby=" + TestData.media("franck.mp4").toAbsolutePath()));
        up.addAll(
                List.of("--camera", "desk=" + TestData.media("cap13_edit2.mp4").toAbsolutePath()));
        up.add("--loop");
        try (CommandProcess system = CommandProcess.start(
                folder, Path.of("").toAbsolutePath(), up, Map.of("JAVA_TOOL_OPTIONS", WHOLE_HEAPS))) {
            Backbone.await("it runs", START, () -> printed(system).contains("Ctrl-C stops everything"));
            long early = meanResident(system, WARM_UP, Duration.ofMinutes(2));
            long late = meanResident(system, SOAK.minus(Duration.ofMinutes(2)), Duration.ofMinutes(2));
            System.out.printf(
                    "Resident over all processes: %d MB after %d min, %d MB after %d min%n",
                    early >> 20,
                    WARM_UP.toMinutes(),
                    late >> 20,
                    WARM_UP.plus(SOAK).toMinutes());
            assertThat(early).isLessThan(LIMIT);
            assertThat(late).isLessThan(LIMIT);
            assertThat(late).as("flat, having begun at %d", early).isLessThan((long) (early * GROWTH));
            system.terminate();
            assertThat(system.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    /** Waits, then averages over a while; each sample is the sum over all processes. */
    private static long meanResident(CommandProcess system, Duration wait, Duration sampled)
            throws InterruptedException {
        Thread.sleep(wait.toMillis());
        long sum = 0;
        int samples = 0;
        long end = System.nanoTime() + sampled.toNanos();
        while (System.nanoTime() < end) {
            sum += system.family().stream().mapToLong(MemorySoakIT::resident).sum();
            samples++;
            Thread.sleep(SAMPLE.toMillis());
        }
        return sum / samples;
    }

    private static long resident(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(l -> l.startsWith("VmRSS:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String printed(CommandProcess process) {
        try {
            return process.printed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
