package io.sightline.ingest;

import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.avro.Frame;

/** Hands records to Kafka. Used by one thread, which it may block; answers come on any thread. */
interface FrameSender extends AutoCloseable {

    /** What became of a record. */
    interface Answer {
        void confirmed();

        /** @param tooLarge whether this record, and not Kafka, is the reason */
        void failed(boolean tooLarge, String reason);
    }

    /** The latest time among the records that are there from earlier runs, milliseconds since 1970; 0 if none. */
    long latestTimestamp() throws DependencyAwayException;

    /**
     * Hands over a record; records of one camera stay in order.
     *
     * @throws DependencyAwayException if it was not handed over, and may be later
     */
    void send(Frame frame, String traceparent, Answer answer) throws DependencyAwayException;

    @Override
    void close();
}
