package io.sightline.console.people;

import io.sightline.operations.backup.BackupSource;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file on disk that has no name any more and that nobody else can open: it is gone when it is closed, and also if the
 * process is killed. One thread.
 */
final class NamelessFile implements BackupSource, AutoCloseable {
    private final SeekableByteChannel channel;

    private NamelessFile(SeekableByteChannel channel) {
        this.channel = channel;
    }

    static NamelessFile make() throws IOException {
        // Made readable by its owner alone.
        Path path = Files.createTempFile("sightline-gallery", ".avro");
        return new NamelessFile(Files.newByteChannel(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)));
    }

    /** Goes on where it was; to close it closes nothing. */
    OutputStream out() {
        return new FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    @Override
    public InputStream open() throws IOException {
        channel.position(0);
        return new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() {
                // the file stays open
            }
        };
    }

    long size() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
