package io.sightline.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ConcurrentAccessTest {
    private static final int READERS = 3;
    private static final int ROUNDS = 300;
    private static final int DIMENSION = 64;

    /**
     * Somebody stands exactly at the question after every single write, but now in the first slot, now in the last:
     * a reader that saw half of a removal would pass the first slot too early and the last one too late.
     */
    @Test
    @Timeout(60)
    void readersAlwaysFindWhoIsThereWhileTheWriterSwapsSlots() throws Exception {
        var random = new Random(5);
        var here = TemplateIndexContract.random(random, DIMENSION);
        var far = TemplateIndexContract.random(random, DIMENSION);
        var index = TemplateIndexes.create(DIMENSION);
        index.put("door-0", "door", far);
        for (int i = 0; i < 4 * 4096; i++) {
            index.put("filler-" + i, "filler", TemplateIndexContract.random(random, DIMENSION));
        }
        index.put("ada-0", "ada", here);

        var writing = new AtomicBoolean(true);
        var reads = new AtomicInteger();
        var pool = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int r = 0; r < READERS; r++) {
                readers.add(pool.submit(() -> {
                    while (writing.get()) {
                        var nearest = index.nearestPersons(here, 2).get(0);
                        assertThat(nearest.personId()).isEqualTo("ada");
                        assertThat(nearest.distance()).isZero();
                        reads.incrementAndGet();
                    }
                }));
            }
            try {
                for (int i = 0; i < ROUNDS || (reads.get() < ROUNDS && anyGoesOn(readers)); i++) {
                    index.remove("door-" + i); // ada moves to the first slot
                    index.put("ada-" + (i + 1), "ada", here);
                    index.put("door-" + (i + 1), "door", far);
                    index.remove("ada-" + i); // the door moves to the first slot, ada is last again
                }
            } finally {
                writing.set(false);
            }
            for (var reader : readers) {
                reader.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean anyGoesOn(List<Future<?>> readers) {
        return readers.stream().anyMatch(r -> !r.isDone());
    }
}
