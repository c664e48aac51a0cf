package io.sightline.bench;

import io.sightline.models.graph.NetworkCost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured.
 *
 * @param wall milliseconds of a step, each round's median; PyTorch first, where it took part
 * @param cpu milliseconds of processor time of a step, all threads, in the same order: what else runs on the machine
 *     makes a step wait, but hardly dearer
 * @param absent why PyTorch did not
 * @param losses of PyTorch and Sightline, where both took part; they agree
 * @param malloc what the C library is set to by the environment, which both sides inherit
 * @param loadBefore of the machine, over a minute
 */
record TrainComparison(
        TrainSetting setting,
        int steps,
        int rounds,
        List<Contest.Result> wall,
        List<Contest.Result> cpu,
        Optional<String> absent,
        Optional<FirstLosses> losses,
        Map<String, String> malloc,
        double loadBefore,
        double loadAfter) {
    private static final String ROW = "%-36s %9s %9s %9s  %-18s %9s  %s%n";

    TrainComparison {
        wall = List.copyOf(wall);
        cpu = List.copyOf(cpu);
    }

    String table() {
        var text = new StringBuilder();
        NetworkCost cost = setting.graph().cost();
        text.append(String.format(
                Locale.ROOT,
                "A training step of %s (%,d weights), %d faces, %s, fp32; %d rounds of %d steps each, in turn%n",
                setting.architecture().id(),
                cost.parameters(),
                setting.batch(),
                setting.threads() == 1 ? "one thread" : setting.threads() + " threads",
                rounds,
                steps));
        text.append("Forward, triplets and cross-entropy, backward, AdamW; random faces, no Dropout\n");
        losses.ifPresent(first -> text.append("First losses: ").append(first).append('\n'));
        text.append("C library's malloc: ").append(mallocText()).append('\n');
        text.append(String.format(Locale.ROOT, ROW, "", "ms", "least", "images/s", "x", "CPU ms", "x"));
        absent.ifPresent(why -> text.append(String.format(Locale.ROOT, "%-36s %s%n", "PyTorch in Python", why)));
        for (int i = 0; i < wall.size(); i++) {
            text.append(row(wall.get(i), cpu.get(i)));
        }
        if (absent.isEmpty()) {
            text.append("x: against PyTorch in the same round, median (10%..90%)\n");
        }
        text.append(String.format(Locale.ROOT, "load %.1f before, %.1f after%n", loadBefore, loadAfter));
        return text.toString();
    }

    private String row(Contest.Result side, Contest.Result processor) {
        return String.format(
                Locale.ROOT,
                ROW,
                side.name(),
                number(side.medianMs()),
                number(side.leastMs()),
                number(imagesPerSecond(side)),
                ratio(side),
                number(processor.medianMs()),
                ratio(processor));
    }

    private String ratio(Contest.Result side) {
        return absent.isPresent()
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f..%.2f)",
                        side.ratio().get(1),
                        side.ratio().get(0),
                        side.ratio().get(2));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private double imagesPerSecond(Contest.Result side) {
        return setting.batch() * 1000 / side.medianMs();
    }

    private String mallocText() {
        if (malloc.isEmpty()) {
            return "as it comes";
        }
        List<String> set = new ArrayList<>();
        malloc.forEach((name, value) -> set.add(name + "=" + value));
        return String.join(" ", set) + " (both)";
    }

    /** For JSON. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", Runtime.version().toString());
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("network", setting.architecture().id());
        facts.put("batch", setting.batch());
        facts.put("threads", setting.threads());
        facts.put("steps", steps);
        facts.put("rounds", rounds);
        facts.put("malloc", malloc);
        facts.put("pytorch", absent.orElse("took part"));
        losses.ifPresent(
                first -> facts.put("firstLosses", Map.of("pytorch", first.theirs(), "sightline", first.ours())));
        List<Map<String, Object>> sides = new ArrayList<>();
        for (int i = 0; i < wall.size(); i++) {
            Map<String, Object> side = new LinkedHashMap<>();
            side.put("name", wall.get(i).name());
            side.put("medianMs", wall.get(i).medianMs());
            side.put("leastMs", wall.get(i).leastMs());
            side.put("imagesPerSecond", imagesPerSecond(wall.get(i)));
            side.put("cpuMs", cpu.get(i).medianMs());
            if (absent.isEmpty()) {
                side.put("ratio", wall.get(i).ratio());
                side.put("cpuRatio", cpu.get(i).ratio());
            }
            sides.add(side);
        }
        facts.put("sides", sides);
        facts.put("loadBefore", loadBefore);
        facts.put("loadAfter", loadAfter);
        return facts;
    }
}
