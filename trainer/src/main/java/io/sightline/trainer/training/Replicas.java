package io.sightline.trainer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * The network on each device of a run, data-parallel: all have the same weights, each computes its share of a batch's
 * pieces, the gradients are summed on the first, and only the first is changed by the optimizer; then {@link #spread}
 * gives the others its weights. Shares follow each other, and all sums are made in the order of the devices: the same
 * devices give the same numbers, whichever is faster.
 *
 * <p>Batch normalisation normalises each piece by itself, as on one device. Its running statistics become what they were
 * if one device had counted all pieces in their order, to the rounding of floats: counting is linear in what was there
 * before, so what a later share would have found follows from what it did find.
 *
 * <p>With one device nothing is copied, and there is no thread: all is computed in the caller's. Several: a thread for
 * each but the first, until {@link #close}. One caller.
 */
final class Replicas implements AutoCloseable {
    private final List<Student> students = new ArrayList<>();
    private final List<ExecutorService> threads = new ArrayList<>();
    /** By name of a running statistic: how much of it a pass leaves in place. */
    private final Map<String, Float> kept = new LinkedHashMap<>();

    /** What is computed of a piece, on the device of the replica that it is given. */
    @FunctionalInterface
    interface Work<T> {
        T of(Student student, Piece piece);
    }

    /** @param devices one or more; the same one may stand there several times, which gains nothing */
    Replicas(NetworkGraph graph, Engine engine, List<Device> devices) {
        for (Device device : devices) {
            students.add(new Student(graph, engine, device));
        }
        for (int other = 1; other < devices.size(); other++) {
            String name = "training-" + devices.get(other) + "-" + other;
            threads.add(Executors.newSingleThreadExecutor(task -> {
                Runnable withoutGradients = () -> {
                    JniUtils.setGradMode(false); // of this thread, where PyTorch begins with true
                    task.run();
                };
                Thread thread = new Thread(withoutGradients, name);
                thread.setDaemon(true);
                return thread;
            }));
        }
        graph.nodes().forEach(node -> {
            if (node.operation() instanceof Operation.BatchNorm norm) {
                kept.put(norm.mean().name(), 1 - norm.momentum());
                kept.put(norm.variance().name(), 1 - norm.momentum());
            }
        });
    }

    int count() {
        return students.size();
    }

    /** The one that is judged, saved and changed by the optimizer. */
    Student first() {
        return students.get(0);
    }

    void freeze(Predicate<String> names) {
        students.forEach(student -> student.freeze(names));
    }

    /** Gives the others the first's weights and statistics. */
    void spread() {
        others().forEach(other -> other.copy(first()));
    }

    private List<Student> others() {
        return students.subList(1, students.size());
    }

    /** The first's running statistics; between steps all have the same. */
    Map<String, float[]> statistics() {
        return statistics(first());
    }

    private static Map<String, float[]> statistics(Student student) {
        Map<String, float[]> values = new LinkedHashMap<>();
        student.statistics().forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    /** Gives all of them these running statistics. */
    void set(Map<String, float[]> statistics) {
        for (Student student : students) {
            student.statistics().forEach((name, array) -> array.set(statistics.get(name)));
        }
    }

    /**
     * Computes all pieces, as many at the same time as there are replicas, and waits for them. Where one fails, the others
     * end after the piece under way, and nothing runs any more when this returns.
     *
     * @return by piece
     * @throws RuntimeException or an Error: what the first replica that failed threw
     */
    <T> List<T> compute(List<Piece> pieces, Work<T> work) {
        var failed = new AtomicBoolean();
        List<FutureTask<List<T>>> tasks = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            Student student = students.get(i);
            List<Piece> share = share(pieces, i);
            tasks.add(new FutureTask<>(() -> compute(student, share, work, failed)));
        }
        for (int other = 1; other < tasks.size(); other++) {
            threads.get(other - 1).execute(tasks.get(other));
        }
        tasks.get(0).run();
        return joined(tasks);
    }

    private List<Piece> share(List<Piece> pieces, int replica) {
        return pieces.subList(shareStart(pieces.size(), replica), shareStart(pieces.size(), replica + 1));
    }

    /** Rounded up: the first has something to do whenever anybody has. */
    private int shareStart(int pieces, int replica) {
        return (pieces * replica + count() - 1) / count();
    }

    private static <T> List<T> compute(Student student, List<Piece> share, Work<T> work, AtomicBoolean failed) {
        List<T> results = new ArrayList<>();
        for (Piece piece : share) {
            if (failed.get()) {
                return results;
            }
            boolean done = false;
            try {
                results.add(work.of(student, piece));
                done = true;
            } finally {
                if (!done) {
                    failed.set(true);
                }
            }
        }
        return results;
    }

    /** Waits also when it is interrupted, and says so later: what runs in native code uses what would be closed next. */
    private static <T> List<T> joined(List<FutureTask<List<T>>> tasks) {
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        boolean interrupted = false;
        for (int i = 0; i < tasks.size(); ) {
            try {
                results.addAll(tasks.get(i).get());
                i++;
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure = e.getCause();
                } else {
                    failure.addSuppressed(e.getCause());
                }
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure; // Work declares no other
        }
        return results;
    }

    /**
     * Adds the others' gradients to the first's, and gives all of them the running statistics of all pieces.
     *
     * @param before the statistics from which each replica counted its share of the pieces
     */
    void gather(Map<String, float[]> before, List<Piece> pieces) {
        if (count() == 1) {
            return;
        }
        Map<String, float[]> counted = statistics();
        for (int i = 1; i < count(); i++) {
            int share = share(pieces, i).size();
            if (share > 0) {
                first().takeGradients(students.get(i));
                Map<String, float[]> later = statistics(students.get(i));
                kept.forEach((name, rest) ->
                        after(counted.get(name), before.get(name), later.get(name), (float) Math.pow(rest, share)));
            }
        }
        set(counted);
    }

    /** What a share makes of {@code counted}, which made {@code later} of {@code before}; into {@code counted}. */
    private static void after(float[] counted, float[] before, float[] later, float left) {
        for (int i = 0; i < counted.length; i++) {
            counted[i] = later[i] + left * (counted[i] - before[i]);
        }
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
        students.forEach(Student::close);
    }
}
