package io.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sightline.core.UserError;
import io.sightline.models.net.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints what a step of training takes, here and in PyTorch for Python, and writes it as JSON. */
@Command(
        name = "train",
        description = "A step of training against the same step in PyTorch for Python, in turn: same weights, same"
                + " faces, same threads. No ratio is given unless both come to the same losses.")
final class TrainBench implements Callable<Integer> {
    private static final int WARM_UP = 2;
    private static final int COMPARED = 2;
    /** What the C library reads: pages that it gives back have to be asked for again at the next step. */
    private static final List<String> MALLOC = List.of(
            "MALLOC_ARENA_MAX",
            "MALLOC_MMAP_THRESHOLD_",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_TOP_PAD_",
            "GLIBC_TUNABLES",
            "LD_PRELOAD");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            defaultValue = "facenet-mobilenetv1",
            converter = ArchitectureName.class,
            description = "The network. Default: ${DEFAULT-VALUE}")
    private Architecture architecture;

    @Option(names = "--batch", defaultValue = "30", description = "Faces in a batch. Default: ${DEFAULT-VALUE}")
    private int batch;

    @Option(names = "--steps", defaultValue = "3", description = "In each round. Default: ${DEFAULT-VALUE}")
    private int steps;

    @Option(names = "--rounds", defaultValue = "15", description = "That count. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--threads", description = "On either side. Default: all processors of this machine")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            defaultValue = "bench/target/results",
            description = "Folder for train.json. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("");

    /** As {@code ./sightline train} takes it. */
    static final class ArchitectureName implements ITypeConverter<Architecture> {
        @Override
        public Architecture convert(String id) {
            try {
                return Architecture.of(id);
            } catch (UserError e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** @throws ParameterException saying what would be right */
    TrainSetting setting() {
        if (steps < 1 || rounds < 1) {
            throw new ParameterException(
                    spec.commandLine(), "Steps and rounds: 1 or more, got " + steps + " and " + rounds);
        }
        try {
            return new TrainSetting(architecture, batch, threads);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    @Override
    public Integer call() throws IOException {
        TrainSetting setting = setting();
        Files.createDirectories(out);
        Path scratch = Files.createTempDirectory(out, "scratch");
        try (var ours = new SightlineTraining(setting)) {
            TrainComparison comparison;
            try (var theirs = TorchTraining.start(setting, ours.tensors(), scratch)) {
                var first = new FirstLosses(
                        theirs.take(COMPARED).losses(), ours.take(COMPARED).losses());
                if (!first.agree()) {
                    spec.commandLine()
                            .getErr()
                            .println(
                                    "bench: no times, as the two do not compute the same: losses of the first steps are "
                                            + first);
                    return 1;
                }
                comparison = compare(setting, List.of(theirs, ours), Optional.empty(), Optional.of(first));
            } catch (TorchTraining.Absent e) {
                comparison = compare(setting, List.of(ours), Optional.of(e.getMessage()), Optional.empty());
            }
            report(comparison);
        } finally {
            delete(scratch);
        }
        return 0;
    }

    private TrainComparison compare(
            TrainSetting setting, List<TrainingSide> sides, Optional<String> absent, Optional<FirstLosses> losses) {
        double loadBefore = load();
        var contest = new Contest();
        Map<String, double[]> cpu = new LinkedHashMap<>();
        for (TrainingSide side : sides) {
            double[] ms = new double[rounds];
            cpu.put(side.name(), ms);
            var round = new AtomicInteger(-WARM_UP);
            contest.with(side.name(), () -> {
                TrainingSide.Steps taken = side.take(steps);
                if (round.get() >= 0) {
                    ms[round.get()] = taken.cpuMs() / steps;
                }
                round.incrementAndGet();
                return Contest.percentile(taken.ms(), 50);
            });
        }
        List<Contest.Result> wall = contest.run(WARM_UP, rounds);
        return new TrainComparison(
                setting,
                steps,
                rounds,
                wall,
                Contest.results(cpu),
                absent,
                losses,
                malloc(System.getenv()),
                loadBefore,
                load());
    }

    static Map<String, String> malloc(Map<String, String> environment) {
        Map<String, String> set = new LinkedHashMap<>();
        MALLOC.stream().filter(environment::containsKey).forEach(name -> set.put(name, environment.get(name)));
        return set;
    }

    private void report(TrainComparison comparison) throws IOException {
        var printer = spec.commandLine().getOut();
        printer.print(comparison.table());
        Path file = out.resolve("train.json");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), comparison.facts());
        printer.println("Written to " + file);
        printer.flush();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
