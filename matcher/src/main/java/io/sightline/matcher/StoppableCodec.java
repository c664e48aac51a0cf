package io.sightline.matcher;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topic;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * Ends the wait for a registry that is away when the matcher stops: Kafka Streams does not interrupt its threads, and
 * they would wait on. What was in hand is not committed and comes again.
 */
final class StoppableCodec implements AvroCodec {
    private final AvroCodec codec;
    private final BooleanSupplier isStopping;

    StoppableCodec(AvroCodec codec, BooleanSupplier isStopping) {
        this.codec = codec;
        this.isStopping = isStopping;
    }

    @Override
    public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) throws DependencyAwayException {
        try {
            return codec.encode(topic, value);
        } catch (DependencyAwayException e) {
            throw unlessStopping(e);
        }
    }

    @Override
    public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes)
            throws BadRecordException, DependencyAwayException {
        try {
            return codec.decode(topic, bytes);
        } catch (DependencyAwayException e) {
            throw unlessStopping(e);
        }
    }

    private DependencyAwayException unlessStopping(DependencyAwayException away) {
        if (isStopping.getAsBoolean()) {
            throw new IllegalStateException("The matcher stops while " + away.dependency() + " is away", away);
        }
        return away;
    }

    @Override
    public void close() {
        codec.close();
    }
}
