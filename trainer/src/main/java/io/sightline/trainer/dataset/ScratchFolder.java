package io.sightline.trainer.dataset;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder that lives as long as its user. What a killed run has left is swept by the next: faces do not stay on a disk
 * because somebody pulled a plug.
 */
final class ScratchFolder implements AutoCloseable {
    private static final String NAME = "archive-";

    private final Path root;
    private final Path path;
    private final FolderLock lock;

    private ScratchFolder(Path root, Path path, FolderLock lock) {
        this.root = root;
        this.path = path;
        this.lock = lock;
    }

    /** @throws UserError if nothing can be written there */
    static ScratchFolder in(Path cache) {
        try {
            Files.createDirectories(cache);
            sweep(cache);
            Path path = Files.createTempDirectory(cache, NAME);
            Path crops = Files.createDirectory(path.resolve("crops"));
            return new ScratchFolder(
                    path, crops, FolderLock.tryTake(path).orElseThrow(() -> new IOException("taken at once")));
        } catch (IOException e) {
            throw new UserError(
                    "The images of the data set cannot be kept in " + cache + ": " + e.getMessage()
                            + ". Make it writable, or choose another folder for them",
                    e);
        }
    }

    private static void sweep(Path cache) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(cache)) {
            folders = entries.filter(p -> p.getFileName().toString().startsWith(NAME))
                    .toList();
        }
        for (Path folder : folders) {
            Optional<FolderLock> left = FolderLock.tryTake(folder);
            if (left.isPresent()) {
                delete(folder);
                left.get().close();
            }
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            delete(root);
            lock.close();
        } catch (IOException e) {
            throw new UserError(
                    "The copies of faces in " + root + " cannot be deleted: " + e.getMessage()
                            + ". Delete the folder by hand",
                    e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
