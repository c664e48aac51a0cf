package io.sightline.bench;

import io.sightline.core.Embedding;
import io.sightline.search.TemplateIndex;
import io.sightline.search.TemplateIndexes;
import io.sightline.search.TemplateView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.CompressionType;

/** One size of gallery: int8 codes in the heap, exact vectors in a store as the matcher's. */
final class SearchRun implements AutoCloseable {
    private static final int BATCH = 32;
    /** Single queries come in a row, or each would find the caches full of what the others left there. */
    private static final int IN_A_ROW = 8;

    private static final int WARM_UP = 15;
    private static final int SMALL_IN_A_ROW = 320;
    private static final int SMALL_WARM_UP = 60;
    private static final int WRITES = 2000;

    private final Path scratch;
    private final Vectors vectors;
    private final GalleryStore store;
    private final TemplateIndex index;
    private final List<Embedding> batch;
    private final Optional<FaissScan> faiss;
    private final Map<String, Double> building = new LinkedHashMap<>();
    private final double heapBytes;

    SearchRun(int size, Path scratch) throws IOException {
        this.scratch = scratch;
        this.vectors = new Vectors(size);
        this.batch = vectors.queries(BATCH);
        this.store = new GalleryStore(scratch.resolve("store"), CompressionType.ZSTD_COMPRESSION, 16 << 10);
        double before = usedHeap();
        this.index = TemplateIndexes.create(Vectors.DIMENSION, store);
        double[] puts = new double[size];
        long storing = 0;
        for (int t = 0; t < size; t++) {
            String key = Vectors.key(t);
            String person = Vectors.person(t);
            Embedding vector = vectors.vector(t);
            long start = System.nanoTime();
            store.put(key, person, vector, t);
            long stored = System.nanoTime();
            index.put(key, person, vector);
            puts[t] = (System.nanoTime() - stored) / 1e6;
            storing += stored - start;
        }
        double total = 0;
        for (double put : puts) {
            total += put;
        }
        building.put("build the index, s", total / 1000);
        building.put("write the store, s", storing / 1e9);
        building.put("put while building, ms, p99.9", Contest.percentile(puts, 99.9));
        building.put("put while building, ms, most", Contest.percentile(puts, 100));
        puts = null;
        this.heapBytes = usedHeap() - before;
        this.faiss = FaissScan.start(scratch, vectors, batch);
    }

    Map<String, Double> building() {
        return building;
    }

    boolean hasFaiss() {
        return faiss.isPresent();
    }

    List<Contest.Result> queries(int rounds) {
        TemplateView view = index.snapshot();
        TemplateView plain = TemplateIndexes.scannedPlainly(view);
        var next = new AtomicInteger();
        try (var blas = new BlasScan(vectors, batch)) {
            var contest = new Contest()
                    .with(
                            "int8, " + (TemplateIndexes.simd() ? "SIMD" : "no SIMD in this JVM") + ", one by one",
                            IN_A_ROW,
                            () -> oneByOne(view, next))
                    .with("int8, SIMD, 32 together", BATCH, () -> view.nearestPersons(batch, 2))
                    .with("int8, plain, one by one", IN_A_ROW, () -> oneByOne(plain, next))
                    .with("OpenBLAS sgemm fp32, 32 together", BATCH, blas::nearest);
            faiss.ifPresent(f -> contest.with("FAISS IndexFlatIP, one by one", () -> f.round(IN_A_ROW, 1))
                    .with("FAISS IndexFlatIP, 32 together", () -> f.round(1, BATCH)));
            return contest.run(WARM_UP, rounds);
        }
    }

    /** Small galleries that keep their vectors in the heap, as time travel asks them. */
    static List<Contest.Result> small(int rounds) {
        var contest = new Contest();
        for (int size : new int[] {1000, 5000}) {
            TemplateIndex index = TemplateIndexes.create(Vectors.DIMENSION);
            List<Embedding> queries;
            try (var vectors = new Vectors(size)) {
                for (int t = 0; t < size; t++) {
                    index.put(Vectors.key(t), Vectors.person(t), vectors.vector(t));
                }
                queries = vectors.queries(SMALL_IN_A_ROW);
            }
            contest.with(String.format("%,d templates, one by one", size), SMALL_IN_A_ROW, () -> {
                for (Embedding query : queries) {
                    index.nearestPersons(query, 2);
                }
            });
        }
        return contest.run(SMALL_WARM_UP, rounds);
    }

    private void oneByOne(TemplateView view, AtomicInteger next) {
        for (int i = 0; i < IN_A_ROW; i++) {
            view.nearestPersons(batch.get(next.getAndIncrement() % BATCH), 2);
        }
    }

    /** Adds and deletes while another thread keeps asking. */
    Map<String, Double> writing() {
        double[] puts = new double[WRITES];
        double[] removes = new double[WRITES];
        var asking = new AtomicBoolean(true);
        var asked = new AtomicInteger();
        var reader = new Thread(() -> {
            while (asking.get()) {
                index.nearestPersons(batch.get(asked.getAndIncrement() % BATCH), 2);
            }
        });
        reader.start();
        try {
            for (int i = 0; i < WRITES; i++) {
                String key = Vectors.key(vectors.count + i);
                Embedding vector = batch.get(i % BATCH);
                store.put(key, Vectors.person(vectors.count + i), vector, i);
                long start = System.nanoTime();
                index.put(key, Vectors.person(vectors.count + i), vector);
                puts[i] = (System.nanoTime() - start) / 1e6;
                // An old template leaves, so that the newest moves to its slot.
                String old = Vectors.key((int) ((long) i * 7919 % vectors.count));
                start = System.nanoTime();
                index.remove(old);
                removes[i] = (System.nanoTime() - start) / 1e6;
            }
        } finally {
            asking.set(false);
        }
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Map<String, Double> facts = new LinkedHashMap<>();
        for (double percent : new double[] {50, 99, 100}) {
            facts.put("put beside queries, ms, p" + (int) percent, Contest.percentile(puts, percent));
            facts.put("remove beside queries, ms, p" + (int) percent, Contest.percentile(removes, percent));
        }
        facts.put("queries beside writes", (double) asked.get());
        return facts;
    }

    Map<String, Double> bytes() throws IOException {
        Map<String, Double> facts = new LinkedHashMap<>();
        double heap = heapBytes / vectors.count;
        double stored = (double) store.compactedBytes() / vectors.count;
        facts.put("heap, bytes per template", heap);
        facts.put("store, ZSTD in 16 KB blocks", stored);
        facts.put("heap and store together", heap + stored);
        facts.put("store, as Kafka Streams has it", bytesAs(CompressionType.NO_COMPRESSION, 4 << 10));
        facts.put("store, ZSTD in 4 KB blocks", bytesAs(CompressionType.ZSTD_COMPRESSION, 4 << 10));
        return facts;
    }

    private double bytesAs(CompressionType compression, int blockBytes) throws IOException {
        int sample = Math.min(vectors.count, 200_000);
        try (var other = new GalleryStore(scratch.resolve("other"), compression, blockBytes)) {
            for (int t = 0; t < sample; t++) {
                other.put(Vectors.key(t), Vectors.person(t), vectors.vector(t), t);
            }
            return (double) other.compactedBytes() / sample;
        }
    }

    private static double usedHeap() {
        var memory = java.lang.management.ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() throws IOException {
        if (faiss.isPresent()) {
            faiss.get().close();
        }
        store.close();
        vectors.close();
        try (var files = Files.list(scratch)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }
}
