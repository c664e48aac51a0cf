package io.sightline.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.http.EventStreams.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final long AT_ONCE = 1;
    private static final long LONG = TimeUnit.MINUTES.toNanos(2);

    private final Mailbox mailbox = new Mailbox(3);

    private static Message message(String subject, int version) {
        return new Message("camera", subject, "{\"version\": " + version + "}");
    }

    @Test
    void handsOverInTheOrderInWhichTheyCame() throws Exception {
        mailbox.put(message("hall", 1));
        mailbox.put(message("door", 1));

        assertThat(mailbox.next(AT_ONCE)).isEqualTo(message("hall", 1));
        assertThat(mailbox.next(AT_ONCE)).isEqualTo(message("door", 1));
        assertThat(mailbox.next(AT_ONCE)).isNull();
    }

    @Test
    void aLaterOneTakesThePlaceOfWhatIsOutOfDate() throws Exception {
        mailbox.put(message("hall", 1));
        mailbox.put(message("door", 1));
        mailbox.put(message("hall", 2));

        assertThat(mailbox.next(AT_ONCE)).isEqualTo(message("door", 1));
        assertThat(mailbox.next(AT_ONCE)).isEqualTo(message("hall", 2));
        assertThat(mailbox.next(AT_ONCE)).isNull();
    }

    @Test
    void holdsAnyNumberOfOneSubject() {
        for (int i = 0; i < 1_000; i++) {
            mailbox.put(message("hall", i));
        }

        assertThat(mailbox.isClosed()).isFalse();
    }

    @Test
    void givesUpWhoeverDoesNotRead() {
        for (int i = 0; i < 3; i++) {
            mailbox.put(message("camera " + i, 1));
        }
        assertThat(mailbox.isClosed()).isFalse();

        mailbox.put(message("one more", 1));

        assertThat(mailbox.isClosed()).isTrue();
    }

    @Test
    void takesNothingOnceItIsClosed() throws Exception {
        mailbox.put(message("hall", 1));
        mailbox.close();
        mailbox.put(message("door", 1));

        assertThat(mailbox.next(LONG)).isEqualTo(message("hall", 1));
        assertThat(mailbox.next(LONG)).isNull();
    }

    @Test
    void whoeverWaitsIsWokenByWhatComesAndByTheEnd() throws Exception {
        CompletableFuture<Message> first = waiting();
        mailbox.put(message("hall", 1));
        assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(message("hall", 1));

        CompletableFuture<Message> last = waiting();
        mailbox.close();
        assertThat(last.get(1, TimeUnit.MINUTES)).isNull();
    }

    private CompletableFuture<Message> waiting() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return mailbox.next(LONG);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
