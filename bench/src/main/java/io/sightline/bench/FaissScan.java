package io.sightline.bench;

import io.sightline.core.Embedding;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** FAISS's exact index in a Python process of its own, which takes its turn when asked. */
final class FaissScan implements AutoCloseable {
    static final String MISSING = "not installed: apt-get install python3-faiss";

    private final Process python;
    private final BufferedWriter asks;
    private final BufferedReader answers;

    private FaissScan(Process python) {
        this.python = python;
        this.asks = python.outputWriter(StandardCharsets.UTF_8);
        this.answers = python.inputReader(StandardCharsets.UTF_8);
    }

    /** Empty if FAISS is not installed. */
    static Optional<FaissScan> start(Path scratch, Vectors vectors, List<Embedding> batch) throws IOException {
        Path script = scratch.resolve("flat_ip.py");
        try (InputStream source = FaissScan.class.getResourceAsStream("flat_ip.py")) {
            Files.write(script, source.readAllBytes());
        }
        Path rows = scratch.resolve("vectors.f32");
        Path queries = scratch.resolve("queries.f32");
        write(queries, batch);
        try (SeekableByteChannel out =
                Files.newByteChannel(rows, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer row =
                    ByteBuffer.allocate(Vectors.DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int t = 0; t < vectors.count; t++) {
                row.clear();
                row.put(vectors.vector(t).toBytes()).flip();
                out.write(row);
            }
        }
        var command =
                List.of(debianPython(), script.toString(), rows.toString(), queries.toString(), "" + Vectors.DIMENSION);
        var scan = new FaissScan(new ProcessBuilder(command)
                .redirectError(scratch.resolve("python.log").toFile())
                .start());
        if ("ready".equals(scan.answers.readLine())) {
            return Optional.of(scan);
        }
        scan.close();
        return Optional.empty();
    }

    /** Debian's packages are Debian's Python's; another may come first on the path. */
    private static String debianPython() {
        Path python = Path.of("/usr/bin/python3");
        return Files.isExecutable(python) ? python.toString() : "python3";
    }

    private static void write(Path file, List<Embedding> batch) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(batch.size() * Vectors.DIMENSION * Float.BYTES);
        batch.forEach(vector -> all.put(vector.toBytes()));
        Files.write(file, all.array());
    }

    /** Milliseconds of processor time per query, as Python saw them. */
    double round(int times, int queries) {
        try {
            asks.write(times + " " + queries + "\n");
            asks.flush();
            return Double.parseDouble(answers.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            asks.close();
        } finally {
            python.destroy();
        }
    }
}
