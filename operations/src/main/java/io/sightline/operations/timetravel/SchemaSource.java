package io.sightline.operations.timetravel;

import java.util.Optional;
import org.apache.avro.Schema;

/** Where writers' schemas come from. */
interface SchemaSource {

    /**
     * The Avro schema of this id; empty if there is none.
     *
     * @throws io.sightline.operations.topics.Unavailable if that cannot be known now
     */
    Optional<Schema> byId(int id);
}
