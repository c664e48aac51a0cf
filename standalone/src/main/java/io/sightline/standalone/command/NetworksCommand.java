package io.sightline.standalone.command;

import io.sightline.core.service.ExitCode;
import io.sightline.models.Manifest;
import io.sightline.models.graph.NetworkCost;
import io.sightline.models.net.Architecture;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "networks",
        mixinStandardHelpOptions = true,
        description = "Shows the networks that can be trained, and what each takes; with a name, its layers.")
final class NetworksCommand implements Callable<Integer> {
    private static final long ANY_SEED = 1;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "one of those that the list shows")
    private String name;

    @Option(names = "--dimension", paramLabel = "N", description = "length of the vector, if not the network's own")
    private Integer dimension;

    @Override
    public Integer call() {
        if (name == null) {
            list();
        } else {
            System.out.print(cost(Architecture.of(name)).table());
        }
        return ExitCode.OK.code();
    }

    private void list() {
        Table table = new Table("network", "input", "vector", "parameters", "multiply-adds", "pixels");
        for (Architecture architecture : Architecture.values()) {
            Manifest.Input input = architecture.input();
            NetworkCost cost = cost(architecture);
            table.row(
                    architecture.id(),
                    input.width() + "×" + input.height(),
                    dimension(architecture),
                    millions(cost.parameters()),
                    millions(cost.multiplyAdds()),
                    String.format(Locale.ROOT, "(p - %s) / %.2f", mean(input), 1 / input.scale()));
        }
        table.print(System.out);
    }

    /** Its weights are not drawn for it. */
    private NetworkCost cost(Architecture architecture) {
        return architecture.graph(dimension(architecture), ANY_SEED).cost();
    }

    private int dimension(Architecture architecture) {
        return dimension == null ? architecture.defaultDimension() : dimension;
    }

    private static String mean(Manifest.Input input) {
        boolean grey = input.mean().stream().distinct().count() == 1;
        return grey ? input.mean().get(0).toString() : input.mean().toString();
    }

    private static String millions(long count) {
        return String.format(Locale.ROOT, "%,.2f M", count / 1e6);
    }
}
