package io.sightline.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Several ways to do the same, taking turns: what else the machine does slows all of them, so ratios of one round mean
 * more than times of different runs. JMH runs one benchmark after the other and cannot do that.
 */
final class Contest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<String, DoubleSupplier> contestants = new LinkedHashMap<>();

    /**
     * Times of one contestant.
     *
     * @param leastMs of all rounds
     * @param medianMs of all rounds
     * @param ratio to the first contestant in the same round: 10th percentile, median, 90th percentile
     */
    record Result(String name, double leastMs, double medianMs, List<Double> ratio) {}

    /** @param milliseconds does the work once and says what a query took */
    Contest with(String name, DoubleSupplier milliseconds) {
        contestants.put(name, milliseconds);
        return this;
    }

    /** Counts the time that this thread had the processor: on an idle machine, the time it took. */
    Contest with(String name, int queries, Runnable work) {
        return with(name, () -> {
            long start = THREADS.getCurrentThreadCpuTime();
            work.run();
            return (THREADS.getCurrentThreadCpuTime() - start) / 1e6 / queries;
        });
    }

    /** @param warmUp rounds that do not count: the JIT is busy then */
    List<Result> run(int warmUp, int rounds) {
        Map<String, double[]> times = new LinkedHashMap<>();
        contestants.keySet().forEach(name -> times.put(name, new double[rounds]));
        for (int round = -warmUp; round < rounds; round++) {
            for (var contestant : contestants.entrySet()) {
                double ms = contestant.getValue().getAsDouble();
                if (round >= 0) {
                    times.get(contestant.getKey())[round] = ms;
                }
            }
        }
        return results(times);
    }

    /** @param times by contestant, of the same rounds */
    static List<Result> results(Map<String, double[]> times) {
        double[] first = times.values().iterator().next();
        List<Result> results = new ArrayList<>();
        times.forEach((name, ms) -> {
            double[] ratios = new double[ms.length];
            Arrays.setAll(ratios, round -> ms[round] / first[round]);
            results.add(new Result(
                    name,
                    percentile(ms, 0),
                    percentile(ms, 50),
                    List.of(percentile(ratios, 10), percentile(ratios, 50), percentile(ratios, 90))));
        });
        return results;
    }

    static double percentile(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(percent / 100 * (sorted.length - 1))];
    }
}
