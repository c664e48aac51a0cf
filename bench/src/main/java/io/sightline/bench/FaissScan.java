package io.sightline.bench;

import io.sightline.core.Embedding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** FAISS's exact index in a Python process of its own, which takes its turn when asked. */
final class FaissScan implements AutoCloseable {
    static final String MISSING = "not installed: apt-get install python3-faiss";

    private final PythonPeer python;

    private FaissScan(PythonPeer python) {
        this.python = python;
    }

    /** Empty if FAISS is not installed. */
    static Optional<FaissScan> start(Path scratch, Vectors vectors, List<Embedding> batch) throws IOException {
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
        var scan = new FaissScan(PythonPeer.start(
                PythonPeer.pythons().get(0),
                scratch,
                "flat_ip.py",
                List.of(rows.toString(), queries.toString(), "" + Vectors.DIMENSION)));
        try {
            scan.python.hear();
            return Optional.of(scan);
        } catch (IOException e) {
            scan.close();
            return Optional.empty();
        }
    }

    private static void write(Path file, List<Embedding> batch) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(batch.size() * Vectors.DIMENSION * Float.BYTES);
        batch.forEach(vector -> all.put(vector.toBytes()));
        Files.write(file, all.array());
    }

    /** Milliseconds of processor time per query, as Python saw them. */
    double round(int times, int queries) {
        try {
            python.tell(times + " " + queries);
            return Double.parseDouble(python.hear());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        python.close();
    }
}
