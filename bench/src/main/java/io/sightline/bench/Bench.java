package io.sightline.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' command line. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures, and compares with others in the same run.",
        subcommands = {
            ConsoleBench.class,
            LatencyBench.class,
            Onlookers.class,
            SearchBench.class,
            StartBench.class,
            TimeTravelBench.class,
            TrainBench.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }
}
