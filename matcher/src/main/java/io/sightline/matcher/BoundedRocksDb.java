package io.sightline.matcher;

import io.sightline.schemas.Topics;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One bound on native memory for all stores of the process: by default each of the 25 stores may take 50 MB of cache
 * and 48 MB of write buffers. Source: Kafka's "Memory Management" page, RocksDB.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    private static final long BYTES = 48L * 1024 * 1024;
    private static final long GALLERY_BLOCK_BYTES = 16 * 1024;
    private static final long WRITE_BUFFER_BYTES = 4L * 1024 * 1024;

    // Static because Kafka Streams makes one of these per store, and the bound is for all of them.
    private static final Cache CACHE = new LRUCache(BYTES);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(BYTES / 2, CACHE);

    /** Called by Kafka Streams. */
    public BoundedRocksDb() {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
        if (storeName.equals(Topics.GALLERY.name())) {
            // A million templates: their keys hardly differ, which is what compression takes away. Smaller blocks, or
            // LZ4, save nothing (measured by ./sightline bench search).
            table.setBlockSize(GALLERY_BLOCK_BYTES);
            options.setCompressionType(CompressionType.ZSTD_COMPRESSION);
        }
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the buffers belong to all stores and live as long as the process.
    }
}
