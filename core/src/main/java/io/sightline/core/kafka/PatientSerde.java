package io.sightline.core.kafka;

import io.sightline.core.service.Health;
import io.sightline.schemas.Topic;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A serde for places that know no "later", such as Kafka Streams: while the registry is away it waits, and says so in
 * health; only a record that is bad in itself is an error. Interrupting the thread ends the wait.
 */
public final class PatientSerde {
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private PatientSerde() {}

    /** A serde for one topic; a null value is a tombstone and stays null. */
    public static <V extends SpecificRecord> Serde<V> of(Topic<V> topic, AvroCodec codec, Health.Component registry) {
        Serializer<V> serializer =
                (name, value) -> value == null ? null : patiently(() -> codec.encode(topic, value), registry);
        Deserializer<V> deserializer =
                (name, bytes) -> bytes == null ? null : patiently(() -> codec.decode(topic, bytes), registry);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws DependencyAwayException, BadRecordException;
    }

    private static <T> T patiently(Attempt<T> attempt, Health.Component registry) {
        long wait = FIRST_WAIT.toMillis();
        boolean away = false;
        while (true) {
            try {
                T result = attempt.run();
                if (away) {
                    registry.up();
                }
                return result;
            } catch (BadRecordException e) {
                throw new SerializationException(e.reason() + ": " + e.getMessage(), e);
            } catch (DependencyAwayException e) {
                away = true;
                registry.down(e.getMessage());
                try {
                    Thread.sleep(wait);
                } catch (InterruptedException interrupted) {
                    throw new InterruptException(interrupted);
                }
                wait = Math.min(wait * 2, LONGEST_WAIT.toMillis());
            }
        }
    }
}
