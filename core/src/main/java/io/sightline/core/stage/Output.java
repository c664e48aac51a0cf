package io.sightline.core.stage;

import io.sightline.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Where a stage puts its results. Nothing is visible to others before the whole batch is. */
public interface Output {

    /** Sends a record; its timestamp and trace context are those of its cause. */
    <V extends SpecificRecord> void send(Topic<V> topic, String key, V value, Inbound<?> cause);

    /**
     * Dead-letters a record that cannot be used; the stream goes on.
     *
     * @param reason a constant in capitals, which metrics count by
     * @param message for a person: what is wrong and what would be right
     */
    void reject(Inbound<?> record, String reason, String message);
}
