package io.sightline.standalone;

import io.sightline.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** The one folder under which a standalone system keeps everything: Kafka's and the registry's data, state, logs. */
public final class DataFolder {
    /** Below it Kafka may not be able to write what it has acknowledged room for. */
    static final long LEAST_FREE_BYTES = 1L << 30;

    private static final String ENVIRONMENT = "SIGHTLINE_DATA";

    private final Path root;
    private final Path training;

    private DataFolder(Path root, Path training) {
        this.root = root.toAbsolutePath().normalize();
        this.training = training.toAbsolutePath().normalize();
    }

    public static DataFolder of(Path root) {
        return new DataFolder(root, root.resolve("training"));
    }

    /** The folder named, else the one of the environment variable SIGHTLINE_DATA, else {@code ./data}. */
    public static DataFolder of(Optional<Path> named) {
        return of(named.orElseGet(
                () -> Path.of(Optional.ofNullable(System.getenv(ENVIRONMENT)).orElse("data"))));
    }

    public Path root() {
        return root;
    }

    /** The demo's own folder: its people and cameras do not mix with the user's. Training runs are the user's. */
    public DataFolder demo() {
        return new DataFolder(root.resolve("demo"), training);
    }

    /** Runs of the trainer, a folder each. */
    public Path training() {
        return training;
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path registry() {
        return root.resolve("registry");
    }

    /** State of the stages, such as the matcher's gallery store. */
    public Path state() {
        return root.resolve("state");
    }

    /** Model bundles that were added here: the first folder of the {@link io.sightline.models.ModelStore}. */
    public Path models() {
        return root.resolve("models");
    }

    /** What the signing secrets of webhooks are made from. */
    public Path keyFile() {
        return root.resolve("console.key");
    }

    public Path log() {
        return root.resolve("sightline.log");
    }

    /** What unpacked native libraries lie in while a system runs. */
    public Path scratch() {
        return root.resolve("tmp");
    }

    Path runningFile() {
        return root.resolve("running.json");
    }

    /**
     * Makes the folder if it is not there, and takes it for this process.
     *
     * @throws UserError if it cannot be written, its disk is nearly full, or another process has taken it
     */
    public Hold take() {
        requireWritable();
        requireSpace();
        try {
            var channel = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = contents(channel);
                channel.close();
                throw new UserError("Another Sightline runs on the data folder " + root
                        + (holder.isEmpty() ? "" : " (process " + holder + ")")
                        + ". Stop that one (Ctrl-C where it was started), or choose another folder with --data.");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            emptyScratch();
            return new Hold(channel);
        } catch (AccessDeniedException e) {
            throw new UserError(
                    "The data folder " + root + " cannot be used: no permission for " + e.getFile()
                            + ", which another user's run may have left. Change its owner, or choose another folder"
                            + " with --data.",
                    e);
        } catch (IOException e) {
            throw new UserError(
                    "The data folder " + root + " cannot be locked: " + e.getMessage()
                            + ". Choose another folder with --data.",
                    e);
        }
    }

    /** @throws UserError if it cannot be made or written to */
    public void requireWritable() {
        try {
            Files.createDirectories(root);
            Files.delete(Files.createTempFile(root, "probe", null));
        } catch (FileAlreadyExistsException e) {
            throw new UserError("The data folder " + root + " cannot be made: " + e.getFile()
                    + " is a file. Choose another with --data.");
        } catch (AccessDeniedException e) {
            throw new UserError("The data folder " + root + " cannot be written: no permission for " + e.getFile()
                    + ". Change its owner, or choose another with --data.");
        } catch (IOException e) {
            throw new UserError(
                    "The data folder " + root + " cannot be written: " + e.getMessage()
                            + ". Choose another with --data.",
                    e);
        }
    }

    /** @throws UserError if the disk under it is nearly full */
    public void requireSpace() {
        requireSpace(freeBytes());
    }

    void requireSpace(long free) {
        if (free < LEAST_FREE_BYTES) {
            throw new UserError(
                    "The disk under the data folder " + root + " has " + (free >> 20) + " MB left, at least "
                            + (LEAST_FREE_BYTES >> 20)
                            + " MB are needed. Make room, or choose a folder on another disk with --data.");
        }
    }

    /** What the disk under the folder, or under its nearest parent that exists, has left for us. */
    public long freeBytes() {
        Path there = root;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot ask how full the disk under " + there + " is", e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process, which is as good as another
        }
    }

    private static String contents(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return StandardCharsets.US_ASCII.decode(bytes.flip()).toString().trim();
    }

    /** A killed run leaves its unpacked libraries behind. */
    private void emptyScratch() throws IOException {
        Files.createDirectories(scratch());
        try (Stream<Path> left = Files.walk(scratch())) {
            left.sorted((a, b) -> b.getNameCount() - a.getNameCount())
                    .filter(p -> !p.equals(scratch()))
                    .forEach(p -> p.toFile().delete());
        }
    }

    /** The folder is ours until this is closed, or the process ends. */
    public static final class Hold implements AutoCloseable {
        private final FileChannel channel;

        private Hold(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot release the data folder", e);
            }
        }
    }
}
