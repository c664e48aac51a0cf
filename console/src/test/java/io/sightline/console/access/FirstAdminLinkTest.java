package io.sightline.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FirstAdminLinkTest {
    private final FirstAdminLink link = new FirstAdminLink();

    @Test
    void isTakenOnce() {
        String token = link.make();

        assertThat(link.take("guessed")).isFalse();
        assertThat(link.take(token)).isTrue();
        assertThat(link.take(token)).isFalse();
        assertThat(link.isToken(token)).isFalse();
    }

    @Test
    void isGoodAgainIfWhoeverTookItCouldNotUseIt() {
        String token = link.make();
        link.take(token);

        link.giveBack();

        assertThat(link.take(token)).isTrue();
    }

    @Test
    void withoutATokenNothingIsOne() {
        assertThat(link.take("")).isFalse();
        assertThat(link.isToken("")).isFalse();
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        String token = link.make();
        int many = 8;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            var start = new CountDownLatch(1);
            List<Future<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                tries.add(threads.submit(() -> {
                    start.await();
                    return link.take(token);
                }));
            }
            start.countDown();
            int taken = 0;
            for (Future<Boolean> one : tries) {
                taken += one.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(taken).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
