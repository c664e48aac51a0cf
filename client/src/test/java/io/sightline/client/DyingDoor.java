package io.sightline.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A consumer for {@link KillIT}: writes each event down, durably, and stays in the handler for ever at every fourth, to
 * be killed there.
 */
final class DyingDoor {
    private static final int HANGS_AT_EVERY = 4;

    private DyingDoor() {}

    /** Arguments: bootstrap servers, registry URL, marks file, book. */
    public static void main(String[] args) throws IOException {
        Path book = Path.of(args[3]);
        Map<String, String> settings = Map.of("bootstrap.servers", args[0], "schema.registry.url", args[1]);
        int[] handed = new int[1];
        try (IdentityEvents events = IdentityEvents.reading(settings)
                .marks(Marks.inFile(Path.of(args[2])))
                .handingTo(event -> {
                    writeDown(book, event.getCameraId() + " " + event.getSequence());
                    handed[0]++;
                    if (handed[0] % HANGS_AT_EVERY == 0) {
                        writeDown(book, "hangs");
                        hang();
                    }
                })) {
            events.run();
        }
    }

    private static void writeDown(Path book, String line) {
        try {
            Files.writeString(
                    book, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
