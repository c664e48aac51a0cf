package io.sightline.operations.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The blocks of an Avro object container file, as they lie there. Written by hand because Avro's own reader makes room for
 * whatever length a damaged file names. One thread.
 *
 * <p>See "Object Container Files" in the specification of Avro.
 */
final class ContainerBlocks {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC_BYTES = 16;
    private static final int MOST_HEADER_BYTES = 1 << 20;
    private static final int MOST_KEYS = 100;

    private final InputStream in;
    private final Map<String, byte[]> header;
    private final byte[] sync;

    /** Some records, one behind the other. */
    static final class Block {
        private final long count;
        private final byte[] data;

        private Block(long count, byte[] data) {
            this.count = count;
            this.data = data;
        }

        long count() {
            return count;
        }

        byte[] data() {
            return data;
        }
    }

    private ContainerBlocks(InputStream in, Map<String, byte[]> header, byte[] sync) {
        this.in = in;
        this.header = header;
        this.sync = sync;
    }

    /** Reads the header. @return empty if it is no such file */
    static Optional<ContainerBlocks> open(InputStream in) throws IOException {
        if (!Arrays.equals(MAGIC, in.readNBytes(MAGIC.length))) {
            return Optional.empty();
        }
        Map<String, byte[]> header = new HashMap<>();
        for (long count = number(in); count != 0; count = number(in)) {
            if (count < 0) {
                number(in); // the bytes that follow, for who wants to skip them
            }
            if (header.size() + Math.abs(count) > MOST_KEYS) {
                throw new DamagedException("its header has " + Math.abs(count) + " entries");
            }
            for (long i = 0; i < Math.abs(count); i++) {
                String key = new String(bytes(in, MOST_HEADER_BYTES), StandardCharsets.UTF_8);
                header.put(key, bytes(in, MOST_HEADER_BYTES));
            }
        }
        return Optional.of(new ContainerBlocks(in, header, whole(in, SYNC_BYTES)));
    }

    Optional<String> header(String key) {
        return Optional.ofNullable(header.get(key)).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    /** The next block; empty at the end. @throws DamagedException or EOFException if it is not whole */
    Optional<Block> next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        long count = number(in, first);
        byte[] data = bytes(in, BackupFormat.MOST_BLOCK_BYTES);
        if (!Arrays.equals(sync, whole(in, SYNC_BYTES))) {
            throw new DamagedException("a block does not end where it should");
        }
        return Optional.of(new Block(count, data));
    }

    private static byte[] bytes(InputStream in, int most) throws IOException {
        long length = number(in);
        if (length < 0 || length > most) {
            throw new DamagedException("a length in it is " + length);
        }
        return whole(in, (int) length);
    }

    private static byte[] whole(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static long number(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException();
        }
        return number(in, first);
    }

    /** Avro's long: seven bits a byte, the lowest first, the sign in the lowest bit. */
    private static long number(InputStream in, int first) throws IOException {
        long bits = 0;
        int octet = first;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            bits |= (octet & 0x7fL) << shift;
            if ((octet & 0x80) == 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
            octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
        }
        throw new DamagedException("a number in it does not end");
    }

    /** What lies there is not what was written. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }
}
