package io.sightline.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ConcurrentAccessTest {
    private static final int READERS = 3;
    private static final int WRITES = 4_000;

    /**
     * The writer moves "roamer" back and forth between two places by replacing it, and keeps the end of the index in
     * motion so that slots are swapped. A torn read would show a vector that is in neither place, a template under
     * another's key, or "fixed" missing.
     */
    @Test
    @Timeout(60)
    void readersSeeEveryTemplateWholeWhileAWriterSwapsSlots() throws Exception {
        var random = new Random(5);
        var here = TemplateIndexContract.random(random, 64);
        var there = TemplateIndexContract.random(random, 64);
        double apart = here.distanceTo(there);
        var index = TemplateIndexes.create(64);
        index.put("filler", "filler", TemplateIndexContract.random(random, 64));
        index.put("roamer", "roamer", here);
        index.put("fixed", "fixed", here);

        var writing = new AtomicBoolean(true);
        var pool = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int r = 0; r < READERS; r++) {
                readers.add(pool.submit(() -> readWhile(writing, index, here, apart)));
            }
            try {
                for (int i = 0; i < WRITES; i++) {
                    index.put("roamer", "roamer", i % 2 == 0 ? there : here);
                    index.put("passing-" + i, "passing", TemplateIndexContract.random(random, 64));
                    index.remove(i % 2 == 0 ? "filler" : "passing-" + (i - 1));
                    index.put("filler", "filler", TemplateIndexContract.random(random, 64));
                    index.remove("fixed-copy");
                    index.put("fixed-copy", "fixed", here);
                }
            } finally {
                writing.set(false);
            }
            for (var reader : readers) {
                assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static int readWhile(AtomicBoolean writing, TemplateIndex index, Embedding here, double apart) {
        int reads = 0;
        do {
            for (Neighbour n : index.nearestPersons(here, 100)) {
                if (n.personId().equals("fixed")) {
                    assertThat(n.distance()).isZero();
                }
                if (n.personId().equals("roamer")) {
                    assertThat(n.templateKey()).isEqualTo("roamer");
                    assertThat(n.distance() == 0 || n.distance() == apart).isTrue();
                }
            }
            var all = index.topK(here, 100_000);
            assertThat(all)
                    .extracting(Neighbour::templateKey)
                    .contains("fixed", "roamer")
                    .doesNotHaveDuplicates();
            reads++;
        } while (writing.get());
        return reads;
    }
}
