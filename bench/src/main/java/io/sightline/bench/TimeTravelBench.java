package io.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Connection;
import io.sightline.standalone.Distribution;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints how fast the log of embeddings is searched and decided anew, by the commands as they are typed. */
@Command(
        name = "timetravel",
        description = "./sightline seen and ./sightline what-if on a log of made-up faces, on a broker of its own.")
final class TimeTravelBench implements Callable<Integer> {
    private static final Pattern SPEED = Pattern.compile("Read ([\\d,]+) records in ([\\d.]+) s");
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @Option(
            names = "--embeddings",
            defaultValue = "1000000",
            description = "Faces in the log. Default: ${DEFAULT-VALUE}")
    private int embeddings;

    @Option(
            names = "--people",
            defaultValue = "1000",
            description = "People who are enrolled, with a template each. Default: ${DEFAULT-VALUE}")
    private int people;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds, in turn. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--out",
            defaultValue = "bench/target/results",
            description = "Folder for timetravel.json. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("");

    /**
     * One run of a command.
     *
     * @param readS seconds that it read the log, as it says
     * @param wholeS seconds from its start to its end: with the JVM's start and the gallery
     * @param cpuS seconds of processor time, all threads, from start to end
     * @param startCpuS what of that the same command takes that has nothing to read
     */
    private record Run(double readS, double wholeS, double cpuS, double startCpuS, double loadBefore) {
        double readingCpuS() {
            return cpuS - startCpuS;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(out);
        Path scratch = Files.createTempDirectory(out, "scratch");
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("seen", List.of("seen", PassersBy.personId(0)));
        commands.put("what-if", List.of("what-if", "--threshold", "0.75"));
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        commands.keySet().forEach(name -> runs.put(name, new ArrayList<>()));
        try (MatcherRig rig = MatcherRig.start(scratch)) {
            Connection connection = rig.connection("");
            Files.writeString(
                    scratch.resolve("running.json"),
                    new ObjectMapper()
                            .writeValueAsString(Map.of(
                                    "pid", ProcessHandle.current().pid(),
                                    "bootstrapServers", connection.kafka().get("bootstrap.servers"),
                                    "registryUrl", connection.registry().url(),
                                    "adminUrl", "http://127.0.0.1:1")));
            try (var passersBy = new PassersBy(rig, connection, people)) {
                passersBy.enrol();
                passersBy.walk(embeddings);
            }
            for (int round = 0; round < rounds; round++) {
                for (String name : commands.keySet()) {
                    double startCpuS = run(commands.get(name), "1s", 0, scratch).cpuS;
                    Run run = run(commands.get(name), "1d", embeddings, scratch);
                    runs.get(name).add(new Run(run.readS, run.wholeS, run.cpuS, startCpuS, run.loadBefore));
                    System.out.print(".");
                    System.out.flush();
                }
            }
        } catch (DependencyAwayException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        report(runs);
        return 0;
    }

    /** @param atLeast so many records have to be read */
    private static Run run(List<String> command, String since, int atLeast, Path data)
            throws IOException, InterruptedException {
        Path printed = data.resolve("printed.log");
        Path script = Distribution.locate().home().resolve("../../../sightline").normalize();
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(command);
        line.addAll(List.of("--since", since, "--data", data.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().put("SIGHTLINE_BUILD", "never");
        double loadBefore = load();
        long begun = System.nanoTime();
        Process process = builder.start();
        Duration cpu = Duration.ZERO;
        try {
            // The script becomes the JVM. A process that has ended does not tell its time any more.
            while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
                cpu = process.info().totalCpuDuration().orElse(cpu);
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new IllegalStateException(command + " did not end within " + PATIENCE);
                }
            }
        } finally {
            process.destroyForcibly();
        }
        double wholeS = (System.nanoTime() - begun) / 1e9;
        String said = Files.readString(printed, StandardCharsets.UTF_8);
        Matcher speed = SPEED.matcher(said);
        boolean isDone = process.exitValue() == 0 || atLeast == 0; // in nothing, nobody is seen
        if (!isDone || !speed.find() || Integer.parseInt(speed.group(1).replace(",", "")) < atLeast) {
            throw new IllegalStateException(command + " ended with " + process.exitValue() + ": " + said);
        }
        return new Run(Double.parseDouble(speed.group(2)), wholeS, cpu.toNanos() / 1e9, 0, loadBefore);
    }

    private void report(Map<String, List<Run>> runs) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%n%,d faces of %d cameras, %,d templates, %d processors; faces per second%n%-8s %12s %12s %12s %12s %9s %6s%n",
                embeddings,
                PassersBy.CAMERAS,
                people,
                Runtime.getRuntime().availableProcessors(),
                "COMMAND",
                "READING",
                "WHOLE",
                "READING/CPU",
                "WHOLE/CPU",
                "us CPU",
                "LOAD");
        runs.forEach((name, all) -> all.forEach(r -> System.out.printf(
                Locale.ROOT,
                "%-8s %,12.0f %,12.0f %,12.0f %,12.0f %9.1f %6.1f%n",
                name,
                embeddings / r.readS,
                embeddings / r.wholeS,
                embeddings / r.readingCpuS(),
                embeddings / r.cpuS,
                r.readingCpuS() / embeddings * 1e6,
                r.loadBefore)));
        System.out.println("READING is what the command says; WHOLE has the JVM's start and the gallery. By CPU: per"
                + " second of processor time of all its threads, which is what one core does.");
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", Runtime.version().toString());
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("embeddings", embeddings);
        facts.put("templates", people);
        facts.put("runs", runs);
        Path file = out.resolve("timetravel.json");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), facts);
        System.out.println("Written to " + file);
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
