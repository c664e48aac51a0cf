package io.sightline.matcher;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/** Dead-letters records that were read but cannot be used; any other exception is a bug and stops the matcher. */
public final class UnusableRecordHandler implements ProcessingExceptionHandler {
    private DeadLetterDesk desk;

    /** Called by Kafka Streams. */
    public UnusableRecordHandler() {}

    @Override
    public void configure(Map<String, ?> config) {
        desk = DeadLetterDesk.in(config);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (exception instanceof UnusableRecord unusable) {
            return Response.resume(List.of(desk.letter(source(context), unusable.reason(), unusable.getMessage())));
        }
        return Response.fail();
    }

    private static ConsumerRecord<byte[], byte[]> source(ErrorHandlerContext context) {
        return new ConsumerRecord<>(
                context.topic(),
                context.partition(),
                context.offset(),
                context.timestamp(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                context.sourceRawKey(),
                context.sourceRawValue(),
                new RecordHeaders(),
                Optional.empty());
    }
}
