package io.sightline.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what a gallery of a hundred thousand and of a million costs, and writes it as JSON. */
@Command(name = "search", description = "Exact search in galleries of clustered faces, 128-d, one thread.")
final class SearchBench implements Callable<Integer> {
    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "100000,1000000",
            description = "Templates in the gallery. Default: ${DEFAULT-VALUE}")
    private List<Integer> sizes = List.of();

    @Option(names = "--rounds", defaultValue = "30", description = "Rounds that count. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--out",
            defaultValue = "bench/target/results",
            description = "Folder for search.json. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        List<Map<String, Object>> runs = new ArrayList<>();
        say(
                "One thread each, %d-d; ms of processor time per query; ratios to the first line in the same round: median (10%%..90%%)%n",
                128);
        for (int size : sizes) {
            Path scratch = Files.createTempDirectory(out, "scratch");
            double loadBefore = load();
            try (var run = new SearchRun(size, scratch)) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("templates", size);
                facts.put("loadBefore", loadBefore);
                say("%n%,d templates%n", size);
                show(facts, "building", run.building());
                List<Contest.Result> results = run.queries(rounds);
                results.forEach(SearchBench::print);
                facts.put("queries", results);
                facts.put("faiss", run.hasFaiss() ? "installed" : FaissScan.MISSING);
                if (!run.hasFaiss()) {
                    say("  %-34s %s%n", "FAISS IndexFlatIP", FaissScan.MISSING);
                }
                show(facts, "writing", run.writing());
                show(facts, "bytesPerTemplate", run.bytes());
                facts.put("loadAfter", load());
                say("  load %.1f before, %.1f after%n", loadBefore, load());
                runs.add(facts);
            }
        }
        say("%nSmall galleries, vectors in the heap%n");
        List<Contest.Result> small = SearchRun.small(rounds);
        small.forEach(SearchBench::print);
        Path file = out.resolve("search.json");
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(file.toFile(), Map.of("java", Runtime.version().toString(), "runs", runs, "small", small));
        say("%nWritten to %s%n", file);
        return 0;
    }

    private static void show(Map<String, Object> facts, String name, Map<String, Double> values) {
        facts.put(name, values);
        values.forEach((what, value) -> say("  %-34s %,.3f%n", what, value));
    }

    private static void print(Contest.Result r) {
        say(
                "  %-34s least %8.4f  median %8.4f   x %.2f (%.2f..%.2f)%n",
                r.name(),
                r.leastMs(),
                r.medianMs(),
                r.ratio().get(1),
                r.ratio().get(0),
                r.ratio().get(2));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    @SuppressWarnings("SystemOut") // A command line program's output.
    private static void say(String format, Object... values) {
        System.out.printf(format, values);
        System.out.flush();
    }
}
