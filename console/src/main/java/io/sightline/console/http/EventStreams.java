package io.sightline.console.http;

import io.javalin.http.HttpResponseException;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Server-sent events to many. Each listener has a mailbox in which what is out of date makes room for what replaces it, and
 * a thread that writes: so a slow line keeps nobody waiting, and holds no more than one event of each subject.
 *
 * <p>Thread-safe.
 */
public final class EventStreams implements AutoCloseable {
    /** Beyond this a listener that does not read is dropped: its subjects are as many as cameras, or people in view. */
    private static final int MOST_WAITING = 2_000;
    /** Proxies end what is silent for long. */
    private static final long HEARTBEAT_NANOS = 10_000_000_000L;
    /** So often it is looked whether whoever listens still may. */
    private static final long ALLOWANCE_NANOS = 5_000_000_000L;

    private final int most;
    private final Semaphore places;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();

    /** @param most streams at the same time */
    public EventStreams(int most) {
        this.most = most;
        this.places = new Semaphore(most);
    }

    /**
     * An event, written once for all who get it.
     *
     * @param subject what it is about: one that waits is replaced by a later one of the same subject
     */
    public record Message(String name, String subject, String json) {
        public static Message of(String name, String subject, Object data) {
            return new Message(name, subject, Json.write(data));
        }
    }

    /** Whom events are sent to. Thread-safe. */
    public static final class Stream {
        private final SseClient client;
        private final Mailbox waiting = new Mailbox(MOST_WAITING);
        private final BooleanSupplier isStillAllowed;

        private Stream(SseClient client, BooleanSupplier isStillAllowed) {
            this.client = client;
            this.isStillAllowed = isStillAllowed;
        }

        public void send(Message message) {
            waiting.put(message);
        }

        private void end() {
            waiting.close();
        }

        private void write() {
            try {
                client.sendEvent("beat", "{}"); // the page knows that it is connected
                long checkedAt = System.nanoTime();
                while (!waiting.isClosed() && !client.terminated()) {
                    Message event = waiting.next(HEARTBEAT_NANOS);
                    if (System.nanoTime() - checkedAt > ALLOWANCE_NANOS) {
                        checkedAt = System.nanoTime();
                        if (!isStillAllowed.getAsBoolean()) {
                            return; // signed out meanwhile
                        }
                    }
                    if (event == null) {
                        client.sendEvent("beat", "{}");
                    } else {
                        client.sendEvent(event.name(), event.json());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
                client.close();
            }
        }
    }

    /**
     * Answers a request with a stream.
     *
     * @param joined gets it once, and sends to it from then on; what it returns is run when the stream has ended
     * @throws Problem if there are too many
     */
    public void answer(Request request, Function<Stream, Runnable> joined) {
        String accepted = request.http().header("Accept");
        if (accepted == null || !accepted.contains("text/event-stream")) {
            throw new HttpResponseException(406, "This is a stream: ask for text/event-stream", Map.of());
        }
        // Taken before the answer begins: whoever sees it begin finds it counted.
        if (!places.tryAcquire()) {
            throw Problem.unavailable("There are " + most + " open views already; close one and try again");
        }
        var hasBegun = new AtomicBoolean();
        Consumer<SseClient> begin = client -> {
            client.keepAlive();
            var stream = new Stream(client, request.stillAllowed());
            open.add(stream);
            client.onClose(stream::end);
            var writer = new Thread(() -> write(stream, joined), "console-stream");
            writer.setDaemon(true);
            writer.start();
            hasBegun.set(true);
        };
        try {
            new SseHandler(0, begin).handle(request.http());
        } catch (Exception e) {
            if (!hasBegun.get()) {
                places.release();
            }
            throw new IllegalStateException("The stream did not begin", e);
        }
    }

    private void write(Stream stream, Function<Stream, Runnable> joined) {
        Runnable left = () -> {};
        try {
            left = joined.apply(stream);
            stream.write();
        } finally {
            open.remove(stream);
            places.release();
            left.run();
        }
    }

    /** How many are open. */
    public int size() {
        return open.size();
    }

    @Override
    public void close() {
        open.forEach(Stream::end);
    }
}
