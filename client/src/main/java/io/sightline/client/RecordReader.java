package io.sightline.client;

import io.sightline.schemas.avro.IdentityEvent;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Bytes to events, with the deserializer of the user's choice, whose failures are told apart. */
record RecordReader(Deserializer<?> values) implements AutoCloseable {

    /**
     * @throws SerializationException if it is not an identity event
     * @throws RegistryAwayException if that cannot be known now
     */
    IdentityEvent read(ConsumerRecord<byte[], byte[]> record) {
        Object value;
        try {
            value = values.deserialize(record.topic(), record.headers(), record.value());
        } catch (RegistryAwayException e) {
            throw e;
        } catch (RuntimeException e) {
            if (isOfTheNetwork(e)) {
                throw new RegistryAwayException("The schema registry cannot be asked: " + e.getMessage(), e);
            }
            throw new SerializationException(
                    e.getMessage() == null ? e.getClass().getName() : e.getMessage(), e);
        }
        if (value instanceof IdentityEvent event) {
            return event;
        }
        throw new SerializationException("Expected an IdentityEvent, got "
                + (value == null ? "no value" : value.getClass().getName()));
    }

    // Vendors throw what they like; that nothing could be asked shows only in the cause.
    private static boolean isOfTheNetwork(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof UnknownHostException
                    || cause instanceof HttpTimeoutException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        values.close();
    }
}
