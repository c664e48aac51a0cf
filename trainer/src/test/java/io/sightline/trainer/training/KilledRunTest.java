package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.trainer.testkit.TinyTraining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(1);

    @TempDir
    Path folder;

    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void start(Path run, int pauseMillis) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dai.djl.offline=true",
                        TinyTraining.class.getName(),
                        run.toString(),
                        Integer.toString(pauseMillis))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed.txt").toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        process = builder.start();
    }

    private static List<String> lines(Path run) throws IOException {
        Path file = run.resolve("losses.txt");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** By step; of a step that was taken twice, the second time. */
    private static SortedMap<Integer, Double> losses(Path run) throws IOException {
        SortedMap<Integer, Double> losses = new TreeMap<>();
        for (String line : lines(run)) {
            if (Character.isDigit(line.charAt(0))) {
                String[] parts = line.split(" ", 2);
                losses.put(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]));
            }
        }
        return losses;
    }

    private String printed() throws IOException {
        return Files.readString(folder.resolve("printed.txt"), StandardCharsets.UTF_8);
    }

    private void untilStep(Path run, int step) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (lines(run).size() <= step) {
            assertThat(process.isAlive()).as(printed()).isTrue();
            assertThat(System.nanoTime()).as("step " + step + " in time").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    @Test
    void goesOnToTheLossesOfAnUndisturbedRun() throws IOException, InterruptedException {
        Path undisturbed = folder.resolve("undisturbed");
        TinyTraining.main(new String[] {undisturbed.toString(), "0"});
        Path killed = folder.resolve("killed");

        start(killed, 100);
        untilStep(killed, 11);
        process.destroyForcibly(); // SIGKILL
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(lines(killed)).doesNotContain("end");
        start(killed, 0);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(process.exitValue()).as(printed()).isZero();
        List<String> begun = lines(killed).stream()
                .filter(line -> line.startsWith("go on after"))
                .toList();
        assertThat(begun).hasSize(2).doesNotHaveDuplicates();
        SortedMap<Integer, Double> expected = losses(undisturbed);
        SortedMap<Integer, Double> found = losses(killed);
        assertThat(found).hasSize(30).containsOnlyKeys(expected.keySet());
        expected.forEach((step, loss) ->
                assertThat(found.get(step)).as("loss of step " + step).isCloseTo(loss, within(1e-4 * loss)));
    }
}
