package io.sightline.bench;

import io.sightline.core.Embedding;
import io.sightline.search.VectorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB set up as Kafka Streams and the matcher set up the store of the gallery, with rows of that size: key
 * personId/templateId/modelId; Avro's fingerprint, offset, person, vector, and the closest other person. Without Kafka,
 * so that it can be filled in seconds.
 */
final class GalleryStore implements VectorSource, AutoCloseable {
    private static final int CACHE_BYTES = 48 << 20;
    private static final int VECTOR_AT = 10 + 4 + 20 + 2;
    private static final int AFTER_VECTOR = 1 + 21 + 5;

    private final Path folder;
    private final Options options;
    private final WriteOptions unlogged;
    private final RocksDB db;

    GalleryStore(Path folder, CompressionType compression, int blockBytes) {
        RocksDB.loadLibrary();
        this.folder = folder;
        this.unlogged = new WriteOptions().setDisableWAL(true);
        this.options = new Options()
                .setCreateIfMissing(true)
                .setCompressionType(compression)
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setWriteBufferSize(4 << 20)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockSize(blockBytes)
                        .setBlockCache(new LRUCache(CACHE_BYTES))
                        .setCacheIndexAndFilterBlocks(true)
                        .setFilterPolicy(new BloomFilter()));
        try {
            this.db = RocksDB.open(options, Files.createDirectories(folder).toString());
        } catch (RocksDBException e) {
            throw new IllegalStateException("RocksDB does not open", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(String key, String person, Embedding vector, int offset) {
        ByteBuffer row = ByteBuffer.allocate(VECTOR_AT + Vectors.DIMENSION * Float.BYTES + AFTER_VECTOR);
        row.putLong(0xc3015aa5c0ffee77L).putShort((short) 7).putInt(offset);
        row.put((byte) 38).put(person.getBytes(StandardCharsets.UTF_8));
        row.position(VECTOR_AT).put(vector.toBytes());
        row.put((byte) 2).put((byte) 38).put(Vectors.person(offset * 31).getBytes(StandardCharsets.UTF_8));
        row.position(row.limit() - 4).putInt(vector.hashCode());
        try {
            db.put(unlogged, key.getBytes(StandardCharsets.UTF_8), row.array());
        } catch (RocksDBException e) {
            throw new IllegalStateException("RocksDB does not write", e);
        }
    }

    @Override
    public Embedding vector(String templateKey) {
        try {
            byte[] row = db.get(templateKey.getBytes(StandardCharsets.UTF_8));
            return row == null
                    ? null
                    : Embedding.ofBytes(ByteBuffer.wrap(row, VECTOR_AT, Vectors.DIMENSION * Float.BYTES));
        } catch (RocksDBException e) {
            throw new IllegalStateException("RocksDB does not read", e);
        }
    }

    /** What lies on disk when all is written and compacted. */
    long compactedBytes() {
        try {
            db.compactRange();
            db.getLiveFiles(true);
            long bytes = 0;
            for (var file : db.getLiveFilesMetaData()) {
                bytes += file.size();
            }
            return bytes;
        } catch (RocksDBException e) {
            throw new IllegalStateException("RocksDB does not compact", e);
        }
    }

    @Override
    public void close() throws IOException {
        db.close();
        unlogged.close();
        options.close();
        try (var files = Files.list(folder)) {
            for (Path file : List.copyOf(files.toList())) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
