package io.sightline.trainer.training;

import io.sightline.core.UserError;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The checkpoints of a run in a folder: the last two, and the best epoch's weights. Each appears whole or not at all:
 * written beside, forced to the disk, then renamed. Whatever happens meanwhile, the former ones stay. One writer.
 */
final class CheckpointStore {
    static final String FOLDER = "checkpoints";
    private static final String BEST = "best.checkpoint";
    private static final String PREFIX = "step-";
    private static final String SUFFIX = ".checkpoint";
    private static final int KEPT = 2;

    private final Path folder;
    private final Opening opening;

    /** How a file that is to be written is opened; tests let the disk be full. */
    interface Opening {
        FileChannel open(Path file) throws IOException;
    }

    /** @param run the run's folder */
    CheckpointStore(Path run) {
        this(
                run,
                file -> FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    CheckpointStore(Path run, Opening opening) {
        this.folder = run.resolve(FOLDER);
        this.opening = opening;
    }

    /**
     * Writes the run's present state, and removes all but the last two.
     *
     * @throws UserError if there is no room, or the folder cannot be written; former checkpoints stay
     */
    void save(Checkpoint checkpoint) {
        write(
                checkpoint,
                folder.resolve(String.format(
                        Locale.ROOT,
                        PREFIX + "%09d" + SUFFIX,
                        checkpoint.place().step())));
        List<Path> all = steps();
        for (Path former : all.subList(0, Math.max(0, all.size() - KEPT))) {
            try {
                Files.deleteIfExists(former);
            } catch (IOException e) {
                throw refusal(former, "cannot be removed", e);
            }
        }
    }

    /** The same for the weights of the best epoch, which are kept until there is a better one. */
    void saveBest(Checkpoint checkpoint) {
        write(checkpoint, folder.resolve(BEST));
    }

    private void write(Checkpoint checkpoint, Path target) {
        Path beside = folder.resolve(target.getFileName() + ".new");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = opening.open(beside);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20)) {
                CheckpointFile.write(checkpoint, out);
                channel.force(true);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                // The rename itself is on the disk only after this.
                directory.force(true);
            }
        } catch (IOException e) {
            throw refusal(target, "cannot be written", removed(beside, e));
        }
    }

    private static IOException removed(Path beside, IOException cause) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    private UserError refusal(Path file, String what, IOException e) {
        List<Path> left = steps();
        return new UserError(
                "The checkpoint " + file + " " + what + ": " + e.getMessage() + ". Training ends here; "
                        + (left.isEmpty()
                                ? "no checkpoint of this run was written before. Make room, and begin again"
                                : "the last good checkpoint is " + left.get(left.size() - 1)
                                        + ". Make room, and go on from it with --resume " + folder.getParent()),
                e);
    }

    /**
     * The last checkpoint that can be read.
     *
     * @param damaged is told of later ones that cannot, each in a sentence
     * @throws UserError if there are checkpoints, and none can be read
     */
    Optional<Checkpoint> last(Consumer<String> damaged) {
        List<Path> all = new ArrayList<>(steps());
        all.sort(Comparator.reverseOrder());
        String why = "";
        for (Path file : all) {
            try {
                return Optional.of(read(file));
            } catch (IOException e) {
                why = "The checkpoint " + file + " cannot be used: " + e.getMessage();
                damaged.accept(why);
            }
        }
        if (!all.isEmpty()) {
            throw new UserError(why + ". No other is left; begin the run again in another folder");
        }
        return Optional.empty();
    }

    /**
     * The best epoch's weights.
     *
     * @throws UserError if they cannot be read
     */
    Optional<Checkpoint> best() {
        Path file = folder.resolve(BEST);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file));
        } catch (IOException e) {
            throw new UserError("The best epoch's weights in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Checkpoint read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            return CheckpointFile.read(in);
        }
    }

    /** By step. */
    private List<Path> steps() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError("The folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
