package io.sightline.trainer.archive;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** What a tombstone in the archive says, since it has no value to say it: which data sets had the crop. */
public final class ArchiveHeaders {
    private static final String FIRST = "sightline.archive.first";

    private ArchiveHeaders() {}

    static void sayFirst(ProducerRecord<byte[], byte[]> tombstone, long offset) {
        tombstone.headers().add(FIRST, Long.toString(offset).getBytes(StandardCharsets.UTF_8));
    }

    /** Offset of the record, in this partition, by which the crop had come into the archive; empty if nobody said. */
    public static OptionalLong firstIn(ConsumerRecord<byte[], byte[]> tombstone) {
        Header header = tombstone.headers().lastHeader(FIRST);
        if (header == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(new String(header.value(), StandardCharsets.UTF_8)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
