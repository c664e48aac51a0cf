package io.sightline.standalone.it;

import io.sightline.standalone.local.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command {@code sightline} as a process of its own, as a user starts it. */
final class CommandProcess implements AutoCloseable {
    private static final Path BUILT = Path.of("target", "sightline").toAbsolutePath();

    private final Process process;
    private final Path output;

    private CommandProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param folder gets what it prints */
    static CommandProcess start(Path folder, List<String> arguments) throws IOException {
        return start(folder, Path.of("").toAbsolutePath(), arguments, Map.of());
    }

    static CommandProcess start(
            Path folder, Path workingFolder, List<String> arguments, Map<String, String> environment)
            throws IOException {
        Path output = Files.createTempFile(folder, "command", ".log");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=256m",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=2g",
                "--add-modules",
                "jdk.incubator.vector",
                "-Dsightline.home=" + BUILT,
                "io.sightline.standalone.command.SightlineCommand"));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(workingFolder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))) // nobody answers its questions
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        return new CommandProcess(builder.start(), output);
    }

    /** Runs a short command to its end; what it printed. */
    static Ended run(Path folder, Duration patience, String... arguments) throws IOException, InterruptedException {
        try (CommandProcess command = start(folder, List.of(arguments))) {
            if (!command.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(String.join(" ", arguments) + " did not end: " + command.printed());
            }
            return new Ended(command.process.exitValue(), command.printed());
        }
    }

    record Ended(int exitCode, String printed) {}

    /** Options that let several systems run on one machine. */
    static List<String> onFreePorts(Path data) {
        return List.of(
                "--data", data.toString(),
                "--kafka-port", Integer.toString(Ports.free()),
                "--registry-port", Integer.toString(Ports.free()),
                "--admin-port", Integer.toString(Ports.free()),
                "--console-port", Integer.toString(Ports.free()));
    }

    String printed() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    List<String> lines() throws IOException {
        return printed().lines().toList();
    }

    /** @throws IllegalThreadStateException if it has not ended */
    int exitCode() {
        return process.exitValue();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Itself and everything it started. */
    List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** As Ctrl-C does it for Java. */
    void terminate() {
        process.destroy();
    }

    boolean endsWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        family().forEach(ProcessHandle::destroyForcibly);
    }
}
