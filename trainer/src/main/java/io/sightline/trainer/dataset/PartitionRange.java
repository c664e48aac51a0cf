package io.sightline.trainer.dataset;

import io.sightline.core.config.Setting;

/**
 * Part of a topic's partition.
 *
 * @param to the first offset that does not belong to it
 */
public record PartitionRange(
        @Setting(doc = "The partition's number") int partition,
        @Setting(doc = "The first offset") long from,
        @Setting(doc = "The first offset after it") long to) {

    public PartitionRange {
        if (partition < 0 || from < 0 || to < from) {
            throw new IllegalArgumentException("partition " + partition + " has the offsets " + from + " to " + to
                    + ", expected a partition from 0 on, and to not before from");
        }
    }

    boolean contains(long offset) {
        return offset >= from && offset < to;
    }
}
