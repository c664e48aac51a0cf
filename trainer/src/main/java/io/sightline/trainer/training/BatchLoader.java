package io.sightline.trainer.training;

import io.sightline.core.UserError;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.trainer.augment.Augmentation;
import io.sightline.trainer.augment.Distortion;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.training.PersonSampler.Pick;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes batches in threads of its own, a few ahead of the step that is being computed. What comes out is the same with
 * any number of threads. One caller.
 */
final class BatchLoader implements AutoCloseable {
    private final CropSet set;
    private final int[] personOf;
    private final CropPreprocessor network;
    private final Supplier<FaceBatch> memory;
    private final Teacher teacher;
    private final Augmentation augmentation;
    private final long seed;
    private final int batchSize;
    private final int ahead;
    private final ExecutorService threads;
    private final Queue<PreparedBatch> free = new ConcurrentLinkedQueue<>();
    private final Queue<Future<PreparedBatch>> coming = new ArrayDeque<>();
    private Iterator<List<Pick>> batches = List.<List<Pick>>of().iterator();
    private int epoch;

    /**
     * @param personOf whose each face of the set is
     * @param memory for the faces of a batch
     * @param teacher null for none
     */
    BatchLoader(
            CropSet set,
            int[] personOf,
            CropPreprocessor network,
            Supplier<FaceBatch> memory,
            Teacher teacher,
            Augmentation augmentation,
            long seed,
            int batchSize,
            int threads) {
        this.set = set;
        this.personOf = personOf;
        this.network = network;
        this.memory = memory;
        this.teacher = teacher;
        this.augmentation = augmentation;
        this.seed = seed;
        this.batchSize = batchSize;
        this.ahead = threads + 1;
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "training-data");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Goes over to an epoch's batches; what was prepared of another one is dropped. */
    void begin(int number, List<List<Pick>> itsBatches) {
        coming.forEach(future -> future.cancel(false));
        coming.clear();
        epoch = number;
        batches = itsBatches.iterator();
        submit();
    }

    private void submit() {
        while (coming.size() < ahead && batches.hasNext()) {
            List<Pick> picks = batches.next();
            int of = epoch;
            coming.add(threads.submit(() -> prepare(of, picks)));
        }
    }

    /**
     * The next batch of the epoch; to be given back with {@link #recycle}.
     *
     * @throws UserError naming a face that cannot be read any more
     */
    PreparedBatch next() throws InterruptedException {
        Future<PreparedBatch> first = coming.remove();
        submit();
        try {
            return first.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError refused) {
                throw refused;
            }
            throw new IllegalStateException("A batch could not be made", e.getCause());
        }
    }

    void recycle(PreparedBatch batch) {
        free.add(batch);
    }

    private PreparedBatch prepare(int of, List<Pick> picks) {
        PreparedBatch batch = free.poll();
        if (batch == null) {
            batch = new PreparedBatch(memory.get(), teacher == null ? null : teacher.newBatch(batchSize));
        }
        batch.clear();
        int[] people = new int[picks.size()];
        for (int i = 0; i < people.length; i++) {
            Pick pick = picks.get(i);
            people[i] = personOf[pick.image()];
            Distortion distortion = augmentation.draw(Seeds.random(seed, of, pick.image(), pick.showing()));
            try (FaceTensors.Face face = FaceTensors.of(set.crop(pick.image()), distortion)) {
                face.into(batch.faces(), network);
                if (teacher != null) {
                    face.into(batch.teacherFaces(), teacher.preprocessor());
                }
            } catch (IllegalArgumentException e) {
                throw new UserError(
                        "The face " + set.cropId(pick.image()) + " of " + set.personId(pick.image())
                                + " cannot be learned from: " + e.getMessage(),
                        e);
            }
        }
        batch.complete(people, teacher == null ? null : teacher.vectors(batch.teacherFaces()));
        return batch;
    }

    @Override
    public void close() {
        coming.forEach(future -> future.cancel(false));
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        // What runs in native code is waited for: what it uses is closed next.
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
