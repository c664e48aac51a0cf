package io.sightline.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the broker now and then what the topic is: a consumer's poll alone does not tell a quiet topic from a broker that
 * is away, nor a topic from another one of the same name. Never waits unless told to. One thread.
 */
final class TopicWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Admin admin;
    private final String topic;
    private final LongSupplier nanoTime;
    private Optional<KafkaFuture<TopicDescription>> asked = Optional.empty();
    private long askedAt;
    private Optional<TopicDescription> latest = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    TopicWatch(Admin admin, String topic, LongSupplier nanoTime) {
        this.admin = admin;
        this.topic = topic;
        this.nanoTime = nanoTime;
    }

    /** Takes what has been answered, asks if it is time to. */
    void tick() {
        asked.filter(KafkaFuture::isDone).ifPresent(this::take);
        if (asked.isEmpty() && (askedAt == 0 || nanoTime.getAsLong() - askedAt >= EVERY.toNanos())) {
            askedAt = nanoTime.getAsLong();
            asked = Optional.of(
                    admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        }
    }

    /** As {@link #tick}, and waits a while for an answer. */
    void await(Duration atMost) throws InterruptedException {
        tick();
        if (asked.isPresent()) {
            try {
                asked.get().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // The next tick takes a failure; an answer may come yet.
                return;
            }
            take(asked.get());
        }
    }

    /** The topic as it was when last answered; empty until then. */
    Optional<TopicDescription> topic() {
        return latest;
    }

    /** Why the latest question had no answer; empty if it had one, or is the first. */
    Optional<String> trouble() {
        return trouble;
    }

    private void take(KafkaFuture<TopicDescription> answer) {
        asked = Optional.empty();
        try {
            latest = Optional.of(answer.get(0, TimeUnit.MILLISECONDS));
            trouble = Optional.empty();
        } catch (ExecutionException e) {
            trouble = Optional.of(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "There is no topic " + topic
                            : "Kafka does not answer: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new IllegalStateException("A question that is done has no answer", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
