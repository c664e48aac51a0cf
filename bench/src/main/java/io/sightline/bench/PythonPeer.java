package io.sightline.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Python process with which lines are exchanged: who takes turns in it waits in between. One thread. */
final class PythonPeer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 5;

    private final Process python;
    private final Path log;
    private final BufferedWriter asks;
    private final BufferedReader answers;

    private PythonPeer(Process python, Path log) {
        this.python = python;
        this.log = log;
        this.asks = python.outputWriter(StandardCharsets.UTF_8);
        this.answers = python.inputReader(StandardCharsets.UTF_8);
    }

    /** Debian's packages are Debian's Python's, and another Python may come first on the path: both, if there are two. */
    static List<String> pythons() {
        return Stream.of("/usr/bin/python3", "python3")
                .filter(python -> !python.startsWith("/") || Files.isExecutable(Path.of(python)))
                .toList();
    }

    /**
     * @param scratch for the script and what Python says on standard error
     * @param script a resource of this package
     * @throws IOException if there is no such Python
     */
    static PythonPeer start(String pythonCommand, Path scratch, String script, List<String> arguments)
            throws IOException {
        Path file = scratch.resolve(script);
        try (InputStream source = PythonPeer.class.getResourceAsStream(script)) {
            Files.write(file, source.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of(pythonCommand, file.toString()));
        command.addAll(arguments);
        Path log = scratch.resolve("python.log");
        return new PythonPeer(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    void tell(String line) throws IOException {
        asks.write(line + "\n");
        asks.flush();
    }

    /**
     * Waits for the next line.
     *
     * @throws IOException with what Python had to say, if it has ended
     */
    String hear() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("Python has ended: " + Files.readString(log).strip());
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        try {
            asks.close();
        } finally {
            python.destroy();
            try {
                if (!python.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    python.destroyForcibly();
                }
            } catch (InterruptedException e) {
                python.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
