package io.sightline.console.http;

import io.sightline.console.http.EventStreams.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What waits for one listener: of each subject the latest, in the order in which they came. Thread-safe. */
final class Mailbox {
    private final int most;
    private final Map<String, Message> waiting = new LinkedHashMap<>();
    private boolean isClosed;

    /** @param most beyond this whoever does not read is given up: it is closed */
    Mailbox(int most) {
        this.most = most;
    }

    synchronized void put(Message message) {
        if (isClosed) {
            return;
        }
        waiting.remove(message.subject());
        waiting.put(message.subject(), message);
        if (waiting.size() > most) {
            close();
        }
        notifyAll();
    }

    /**
     * The next one; waits for it.
     *
     * @return null if none came in that time, or it was closed and nothing is left
     */
    synchronized Message next(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (waiting.isEmpty() && !isClosed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        Iterator<Message> messages = waiting.values().iterator();
        if (!messages.hasNext()) {
            return null;
        }
        Message message = messages.next();
        messages.remove();
        return message;
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    synchronized void close() {
        isClosed = true;
        notifyAll();
    }
}
