package io.sightline.core.testkit;

import io.sightline.core.stage.Inbound;
import io.sightline.core.stage.Output;
import io.sightline.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** An output that keeps what a stage sends and rejects. Not thread-safe. */
public final class RecordingOutput implements Output {
    private final List<Sent<?>> sent = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();

    /** What was sent, where, and because of which record. */
    public record Sent<V>(Topic<V> topic, String key, V value, Inbound<?> cause) {}

    /** What was dead-lettered and why. */
    public record Rejected(Inbound<?> record, String reason, String message) {}

    @Override
    public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value, Inbound<?> cause) {
        sent.add(new Sent<>(topic, key, value, cause));
    }

    @Override
    public void reject(Inbound<?> record, String reason, String message) {
        rejected.add(new Rejected(record, reason, message));
    }

    public List<Sent<?>> sent() {
        return List.copyOf(sent);
    }

    /** The values sent to one topic, in order. */
    public <V> List<V> sentTo(Topic<V> topic) {
        return sent.stream()
                .filter(s -> s.topic().equals(topic))
                .map(s -> topic.valueType().cast(s.value()))
                .toList();
    }

    public List<Rejected> rejected() {
        return List.copyOf(rejected);
    }

    /** Forgets all that was recorded. */
    public void clear() {
        sent.clear();
        rejected.clear();
    }
}
