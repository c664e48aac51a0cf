package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeptAliveTest {
    private final BlockingQueue<Child> children = new LinkedBlockingQueue<>();

    /** Stands for a process. */
    private static final class Child implements AutoCloseable {
        final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public void close() {
            ended.complete(null);
        }
    }

    @Test
    void aChildThatDiesIsStartedAgain() throws Exception {
        try (var kept = new KeptAlive<>("Child", this::startOne, c -> c.ended, line -> {})) {
            kept.begin();
            kept.awaitUp();
            Child first = children.poll(5, TimeUnit.SECONDS);

            first.ended.complete(null);

            assertThat(children.poll(10, TimeUnit.SECONDS)).isNotNull().isNotSameAs(first);
        }
    }

    @Test
    void afterCloseNothingIsLeftAndNothingIsStarted() throws Exception {
        var kept = new KeptAlive<>("Child", this::startOne, c -> c.ended, line -> {});
        kept.begin();
        kept.awaitUp();

        kept.close();

        assertThat(children.take().ended).isDone();
        assertThat(children.poll(2, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void closingInTheMiddleOfAStartEndsIt() {
        var begun = new CountDownLatch(1);
        var kept = new KeptAlive<Child>(
                "Child",
                () -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return null;
                },
                c -> c.ended,
                line -> {});
        kept.begin();
        assertThat(begun)
                .satisfies(b -> assertThat(b.await(5, TimeUnit.SECONDS)).isTrue());

        kept.close();

        assertThatThrownBy(kept::awaitUp).isInstanceOf(UserError.class).hasMessageContaining("was stopped");
    }

    @Test
    void aFirstStartThatFailsIsTold() {
        var kept = new KeptAlive<Child>(
                "Child",
                () -> {
                    throw new UserError("no room");
                },
                c -> c.ended,
                line -> {});
        kept.begin();

        assertThatThrownBy(kept::awaitUp).isInstanceOf(UserError.class).hasMessage("no room");
    }

    private Child startOne() {
        var child = new Child();
        children.add(child);
        return child;
    }
}
