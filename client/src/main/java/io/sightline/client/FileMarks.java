package io.sightline.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Marks as a journal: a line is appended and synced per step, and the file is written anew, beside itself and then put
 * in its place, when it has grown.
 *
 * <p>What a crash leaves of the last line is void, for nobody was told that it was kept. A line that is wrong before
 * others is damage that no crash does, and is refused.
 */
final class FileMarks implements Marks {
    static final long REWRITTEN_AT_BYTES = 256 * 1024;

    private final Path file;
    private final FileChannel lockFile;
    private final MemoryMarks kept = new MemoryMarks();
    private FileChannel journal;
    private long length;
    private long lengthWhenWritten;
    private boolean mustRewrite;

    private FileMarks(Path file, FileChannel lockFile) {
        this.file = file;
        this.lockFile = lockFile;
    }

    static FileMarks open(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        FileChannel lockFile = lock(absolute);
        try {
            FileMarks marks = new FileMarks(absolute, lockFile);
            if (Files.exists(absolute)) {
                marks.read();
            }
            marks.rewrite();
            return marks;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    @SuppressWarnings("resource") // The lock lives as long as the channel that is returned.
    private static FileChannel lock(Path file) throws IOException {
        FileChannel lockFile = FileChannel.open(file.resolveSibling(file.getFileName() + ".lock"), CREATE, WRITE);
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            lockFile.close();
            throw new IOException("Another consumer uses the marks in " + file + "; each needs a file of its own");
        }
        return lockFile;
    }

    private void read() throws IOException {
        List<String> lines = List.of(Files.readString(file, ISO_8859_1).split("\n", -1));
        for (int i = 0; i < lines.size(); i++) {
            Optional<MarksLine> line = MarksLine.decoded(lines.get(i));
            if (line.isPresent()) {
                apply(line.get());
            } else if (lines.subList(i + 1, lines.size()).stream()
                    .anyMatch(later -> MarksLine.decoded(later).isPresent())) {
                throw new IOException("The marks in " + file + " are damaged at line " + (i + 1)
                        + "; without the file the consumer starts from now");
            }
        }
    }

    private void apply(MarksLine line) {
        line.log().ifPresent(kept::begin);
        kept.advance(line.progress());
    }

    @Override
    public Optional<String> log() {
        return kept.log();
    }

    @Override
    public long sequence(String cameraId) {
        return kept.sequence(cameraId);
    }

    @Override
    public OptionalLong position(int partition) {
        return kept.position(partition);
    }

    @Override
    public void begin(String log) throws IOException {
        keep(new MarksLine(Optional.of(log), new Progress(Map.of(), Map.of())));
    }

    @Override
    public void advance(Progress progress) throws IOException {
        keep(new MarksLine(Optional.empty(), progress));
    }

    private void keep(MarksLine line) throws IOException {
        if (mustRewrite || length > lengthWhenWritten + REWRITTEN_AT_BYTES) {
            rewrite();
        }
        try {
            length += write(journal, line.encoded(), length);
            journal.force(false);
        } catch (IOException e) {
            // After a sync that failed nobody knows what the file holds, and a second one may lie.
            mustRewrite = true;
            throw e;
        }
        apply(line);
    }

    private void rewrite() throws IOException {
        mustRewrite = true;
        Path next = file.resolveSibling(file.getFileName() + ".next");
        FileChannel written = FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING);
        try {
            String all = kept.log().isPresent() ? new MarksLine(kept.log(), kept.all()).encoded() : "";
            long bytes = write(written, all, 0);
            written.force(true);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
            length = bytes;
            lengthWhenWritten = bytes;
        } catch (IOException e) {
            written.close();
            throw e;
        }
        if (journal != null) {
            journal.close();
        }
        journal = written;
        mustRewrite = false;
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.getParent(), READ)) {
            folder.force(true);
        }
    }

    private static long write(FileChannel channel, String text, long at) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        return position - at;
    }

    @Override
    public void close() throws IOException {
        try (lockFile) {
            if (journal != null) {
                journal.close();
            }
        }
    }
}
