package io.sightline.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far one consumer has come, so that it never hands an event over twice, whatever ends it.
 *
 * <p>Per camera the highest sequence that was decided about, per partition the offset to read next. Marks have one
 * owner and are used by one thread at a time.
 */
public interface Marks extends AutoCloseable {

    /** The log (a topic's id on the broker) that the marks are about; empty before the first {@link #begin}. */
    Optional<String> log();

    /** The highest sequence of the camera that was decided about; 0 if none was. */
    long sequence(String cameraId);

    /** The offset to read next. */
    OptionalLong position(int partition);

    /**
     * Forgets everything and begins for a log. Marks of one log mean nothing in another.
     *
     * @throws IOException if that could not be made durable; it may be tried again
     */
    void begin(String log) throws IOException;

    /**
     * Takes a step, durably: when this returns, neither the end of the process nor a loss of power undoes it. A value
     * below the one that is kept changes nothing for a sequence, and replaces a position.
     *
     * @throws IOException if that could not be made durable; it may be tried again, and until then nothing of it shows
     */
    void advance(Progress progress) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * Marks in a file, which is made if it is not there, in a folder that is. One consumer at a time: it is locked
     * (by a file beside it) until closed, or until the process ends, however it ends.
     *
     * @throws IOException if the file cannot be read or written, is damaged, or belongs to a consumer that runs
     */
    static Marks inFile(Path file) throws IOException {
        return FileMarks.open(file);
    }

    /** Marks that end with the process: for programs that only show, and where a repeat does no harm. */
    static Marks inMemory() {
        return new MemoryMarks();
    }
}
