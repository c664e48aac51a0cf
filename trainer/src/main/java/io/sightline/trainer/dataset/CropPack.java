package io.sightline.trainer.dataset;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.core.UserError;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What was cut from the pictures of one data set, kept on disk: an index, and all crops back to back. What a run that
 * was killed has left half written is dropped when it is opened next.
 *
 * <p>Written by one thread, after {@link #open} has made sure that it is the only one; reading crops is thread-safe.
 */
final class CropPack implements AutoCloseable {
    private static final String FORMAT = "sightline crops 1";
    private static final String INDEX = "index";
    private static final String CROPS = "crops";
    private static final byte FACE = 1;
    private static final byte CANONICAL = 2;
    private static final byte SKIPPED = 3;

    /** By what it is seen that a file is the one that was cut. */
    record Stamp(long bytes, long modifiedMillis) {
        static final Stamp NONE = new Stamp(-1, -1);

        /** {@link #NONE} where the file cannot be looked at. */
        static Stamp of(Path file) {
            try {
                return new Stamp(
                        Files.size(file), Files.getLastModifiedTime(file).toMillis());
            } catch (IOException e) {
                return NONE;
            }
        }
    }

    /** What is known of a picture. */
    sealed interface Entry {
        Stamp stamp();

        /** @param offset where its crop begins in the file of all crops */
        record Face(Stamp stamp, long offset, int length, int checksum, Landmarks landmarks) implements Entry {}

        record Canonical(Stamp stamp, Landmarks landmarks) implements Entry {}

        record Skipped(Stamp stamp, String reason) implements Entry {}
    }

    private final Path folder;
    private final FolderLock lock;
    private final Map<String, Entry> entries = new HashMap<>();
    private FileChannel crops;
    private DataOutputStream index;

    private CropPack(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens the folder, which is made if it is not there, and keeps what was cut in the same way from what is still
     * wanted: crops of pictures that were taken away do not stay behind.
     *
     * @param version what the pixels of a crop depend on
     * @param wanted the present files by name
     * @throws UserError if the folder cannot be written, or somebody else is writing it
     */
    static CropPack open(Path folder, String version, Map<String, Stamp> wanted) {
        try {
            Files.createDirectories(folder);
            var pack = new CropPack(folder, lock(folder));
            try {
                pack.load(version, wanted);
                return pack;
            } catch (IOException | RuntimeException e) {
                pack.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UserError(
                    "The cut faces cannot be kept in " + folder + ": " + e
                            + ". Make it writable, or choose another folder for them",
                    e);
        }
    }

    private static FolderLock lock(Path folder) throws IOException {
        return FolderLock.tryTake(folder)
                .orElseThrow(() -> new UserError(
                        "The faces in " + folder + " are being cut or read by another run; wait for its end"));
    }

    private void load(String version, Map<String, Stamp> wanted) throws IOException {
        Map<String, Entry> found = new HashMap<>();
        int lines = 0;
        Path file = folder.resolve(INDEX);
        if (Files.exists(file) && Files.exists(folder.resolve(CROPS))) {
            try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                if (in.readUTF().equals(FORMAT) && in.readUTF().equals(version)) {
                    for (; in.available() > 0; lines++) {
                        found.put(in.readUTF(), read(in));
                    }
                }
            } catch (EOFException e) {
                lines = -1; // its last line is half written
            }
        }
        long end = Files.exists(folder.resolve(CROPS)) ? Files.size(folder.resolve(CROPS)) : 0;
        found.forEach((name, entry) -> {
            if (entry.stamp().equals(wanted.get(name)) && isWhole(entry, end)) {
                entries.put(name, entry);
            }
        });
        if (entries.size() == lines && lines > 0) {
            crops = FileChannel.open(folder.resolve(CROPS), StandardOpenOption.READ, StandardOpenOption.WRITE);
            crops.position(end);
            index = new DataOutputStream(new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)));
        } else {
            rewrite(version);
        }
    }

    private static boolean isWhole(Entry entry, long end) {
        return !(entry instanceof Entry.Face face) || face.offset() + face.length() <= end;
    }

    /** Leaves nothing on disk but the entries. */
    private void rewrite(String version) throws IOException {
        Path newCrops = folder.resolve(CROPS + ".new");
        Path newIndex = folder.resolve(INDEX + ".new");
        Map<String, Entry> kept = new HashMap<>(entries);
        entries.clear();
        FileChannel former = kept.isEmpty() ? null : FileChannel.open(folder.resolve(CROPS), StandardOpenOption.READ);
        try (former) {
            crops = FileChannel.open(
                    newCrops,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            index = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(newIndex)));
            index.writeUTF(FORMAT);
            index.writeUTF(version);
            for (Map.Entry<String, Entry> entry : kept.entrySet()) {
                if (entry.getValue() instanceof Entry.Face face) {
                    put(entry.getKey(), face.stamp(), bytes(former, face), face.landmarks());
                } else {
                    write(entry.getKey(), entry.getValue());
                }
            }
        }
        index.flush();
        // The index first: with the former crops it is refused by their length or checksums, never believed.
        Files.move(newIndex, folder.resolve(INDEX), StandardCopyOption.REPLACE_EXISTING);
        Files.move(newCrops, folder.resolve(CROPS), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Entry read(DataInputStream in) throws IOException {
        var stamp = new Stamp(in.readLong(), in.readLong());
        byte kind = in.readByte();
        return switch (kind) {
            case FACE -> new Entry.Face(stamp, in.readLong(), in.readInt(), in.readInt(), landmarks(in));
            case CANONICAL -> new Entry.Canonical(stamp, landmarks(in));
            case SKIPPED -> new Entry.Skipped(stamp, in.readUTF());
            default -> throw new EOFException("Damaged index: kind " + kind);
        };
    }

    private static Landmarks landmarks(DataInputStream in) throws IOException {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            points.add(new Point(in.readFloat(), in.readFloat()));
        }
        return Landmarks.of(points);
    }

    private void write(String name, Entry entry) throws IOException {
        index.writeUTF(name);
        index.writeLong(entry.stamp().bytes());
        index.writeLong(entry.stamp().modifiedMillis());
        if (entry instanceof Entry.Face face) {
            index.writeByte(FACE);
            index.writeLong(face.offset());
            index.writeInt(face.length());
            index.writeInt(face.checksum());
            write(face.landmarks());
        } else if (entry instanceof Entry.Canonical canonical) {
            index.writeByte(CANONICAL);
            write(canonical.landmarks());
        } else if (entry instanceof Entry.Skipped skipped) {
            index.writeByte(SKIPPED);
            index.writeUTF(skipped.reason());
        }
        entries.put(name, entry);
    }

    private void write(Landmarks landmarks) throws IOException {
        for (Point point : landmarks.points()) {
            index.writeFloat(point.x());
            index.writeFloat(point.y());
        }
    }

    private void put(String name, Stamp stamp, byte[] jpeg, Landmarks landmarks) throws IOException {
        long offset = crops.position();
        var bytes = ByteBuffer.wrap(jpeg);
        while (bytes.hasRemaining()) {
            crops.write(bytes);
        }
        write(name, new Entry.Face(stamp, offset, jpeg.length, checksum(jpeg), landmarks));
    }

    /** @throws UserError if the disk is full, or cannot be written for another reason */
    void add(String name, Stamp stamp, CutPicture cut) {
        try {
            if (cut instanceof CutPicture.Face face) {
                put(name, stamp, face.jpeg(), face.landmarks());
            } else if (cut instanceof CutPicture.Canonical canonical) {
                write(name, new Entry.Canonical(stamp, canonical.landmarks()));
            } else if (cut instanceof CutPicture.Skipped skipped) {
                write(name, new Entry.Skipped(stamp, skipped.reason()));
            }
        } catch (IOException e) {
            throw new UserError(
                    "The cut faces cannot be written to " + folder + ": " + e.getMessage()
                            + ". What was cut so far is kept; make room, or choose another folder for them",
                    e);
        }
    }

    /** What was kept, or added since, under this name. */
    Optional<Entry> entry(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** All that was added is on disk after it, and others may open the pack; crops can still be read. */
    void finish() {
        try {
            index.close();
            lock.close();
        } catch (IOException e) {
            throw new UserError("The cut faces cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** @throws UserError if the crop's bytes are not what was written */
    byte[] read(Entry.Face face) {
        try {
            return bytes(crops, face);
        } catch (IOException e) {
            throw new UserError(
                    "The cut faces in " + folder + " cannot be read (" + e.getMessage()
                            + "); delete the folder, and they are cut again",
                    e);
        }
    }

    private static byte[] bytes(FileChannel crops, Entry.Face face) throws IOException {
        var bytes = ByteBuffer.allocate(face.length());
        while (bytes.hasRemaining()) {
            if (crops.read(bytes, face.offset() + bytes.position()) < 0) {
                throw new EOFException("a crop ends early");
            }
        }
        if (checksum(bytes.array()) != face.checksum()) {
            throw new IOException("a crop is damaged");
        }
        return bytes.array();
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        try {
            if (index != null) {
                index.close();
            }
            if (crops != null) {
                crops.close();
            }
            lock.close();
        } catch (IOException e) {
            throw new UserError("The cut faces in " + folder + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
