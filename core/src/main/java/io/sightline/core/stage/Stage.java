package io.sightline.core.stage;

import io.sightline.core.kafka.DependencyAwayException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The transport-free heart of a consuming stage: a function from records to records, with state per partition.
 *
 * <p>Called on one thread. The same input gives the same output, so that a batch that is processed again after a
 * failure produces the same ids.
 */
public interface Stage<I extends SpecificRecord> extends AutoCloseable {

    /**
     * Works on a batch that is in offset order within each partition. What else it throws ends the service: a bug.
     *
     * @throws DependencyAwayException if something that the batch needs is not there yet; then nothing may have been
     *     sent, nor any state changed: the batch, less what is revoked meanwhile, comes again
     */
    void process(List<Inbound<I>> batch, Output output) throws DependencyAwayException;

    /**
     * What to commit with the partition's offset, so that the partition's next owner goes on where this one stopped.
     *
     * @return at most 4096 bytes in UTF-8
     */
    default String stateOf(int partition) {
        return "";
    }

    /** The partition is ours from now on; {@code state} is what was committed last, or empty. */
    default void restore(int partition, String state) {}

    /** The partition is another's from now on. */
    default void release(int partition) {}

    @Override
    default void close() {}
}
