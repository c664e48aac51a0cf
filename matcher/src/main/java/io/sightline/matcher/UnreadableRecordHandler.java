package io.sightline.matcher;

import io.sightline.core.kafka.BadRecordException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/** Dead-letters garbage and foreign schemas; anything else that goes wrong while reading is a bug. */
public final class UnreadableRecordHandler implements DeserializationExceptionHandler {
    private DeadLetterDesk desk;

    /** Called by Kafka Streams. */
    public UnreadableRecordHandler() {}

    @Override
    public void configure(Map<String, ?> config) {
        desk = DeadLetterDesk.in(config);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (exception.getCause() instanceof BadRecordException bad) {
            return Response.resume(List.of(desk.letter(record, bad.reason(), bad.getMessage())));
        }
        return Response.fail();
    }
}
