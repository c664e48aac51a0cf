package io.sightline.standalone.command;

import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelSummary;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import io.sightline.standalone.RunningSystem;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows all that is known of a model, and when it decided.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:no such model", "4:no running system, or no answer in time"})
final class ModelsShowCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Parameters(index = "0", paramLabel = "ID", description = "As ./sightline models list shows it, or its name")
    private String name;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        RunningSystem system = data.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelRegister register = ModelOptions.models(system, topics).read();
            ModelCatalog catalog = ModelOptions.catalog(system, register);
            String id = catalog.resolve(name);
            ModelSummary model = ModelSummary.all(
                            catalog, register, topics.latest(Topics.GALLERY).values())
                    .stream()
                    .filter(m -> m.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            if (json) {
                System.out.println(Json.line(model.fieldsWithHistory(register.switches())));
            } else {
                print(model, catalog.bundle(id), register.switches(), System.out);
            }
        }
        return 0;
    }

    private static void print(
            ModelSummary model, Optional<ModelBundle> bundle, List<ModelSwitch> switches, PrintStream out) {
        out.println("model      " + model.id());
        out.println("state      "
                + (model.state() == ModelState.UNSPECIFIED ? "known, and nothing done with it" : model.state())
                + model.since().map(t -> ", since " + t).orElse(""));
        model.record().filter(r -> r.getState() != ModelState.UNSPECIFIED).ifPresent(r -> printWord(r, out));
        model.space()
                .ifPresent(s -> out.printf(
                        Locale.ROOT,
                        "vectors    %d numbers; threshold %.3f, margin %.3f as the bundle says%n",
                        s.getDimension(),
                        s.getThreshold(),
                        s.getMargin()));
        model.record()
                .map(ModelRecord::getCalibration)
                .ifPresent(c -> out.printf(
                        Locale.ROOT,
                        "calibrated threshold %.3f, margin %.3f, on %,d pairs of different people%s%n",
                        c.getThreshold(),
                        c.getMargin(),
                        c.getImpostorPairs(),
                        c.getCameras().isEmpty() ? "" : "; cameras of their own: " + new TreeMap<>(c.getCameras())));
        out.println("templates  " + model.templates() + " in the gallery");
        bundle.ifPresentOrElse(
                b -> printOrigin(b, out), () -> out.println("bundle     not in the store of this system"));
        if (!model.figures().isEmpty()) {
            out.println();
            var table = new Table("FIGURE", "VALUE");
            new TreeMap<>(model.figures()).forEach((figure, value) -> table.row(figure, figure(value)));
            table.print(out);
        }
        out.println();
        printHistory(model.id(), switches, out);
    }

    private static void printWord(ModelRecord r, PrintStream out) {
        out.println("by         " + r.getActor() + (r.getReason().isEmpty() ? "" : ": " + r.getReason())
                + (r.getForced() ? " (forced: figures spoke against it)" : ""));
    }

    private static void printOrigin(ModelBundle bundle, PrintStream out) {
        Manifest.Origin origin = bundle.manifest().origin();
        out.println("bundle     " + bundle.folder());
        out.println("made       " + origin.made());
        origin.sources().forEach(s -> out.println("from       " + s.name() + " " + s.version() + ", " + s.licence()));
    }

    private static void printHistory(String id, List<ModelSwitch> switches, PrintStream out) {
        if (switches.stream().noneMatch(s -> s.getSpace().getModelId().equals(id))) {
            out.println("It never decided here by a switch.");
            return;
        }
        var table = new Table("DECIDED FROM", "TO", "BY", "WHY");
        for (int i = 0; i < switches.size(); i++) {
            ModelSwitch s = switches.get(i);
            if (s.getSpace().getModelId().equals(id)) {
                table.row(
                        i == 0 ? "the beginning" : s.getActiveFrom(),
                        i + 1 < switches.size() ? switches.get(i + 1).getActiveFrom() : "now",
                        s.getActor(),
                        s.getReason() + (s.getForced() ? " (forced)" : ""));
            }
        }
        table.print(out);
    }

    private static String figure(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.6g", value);
    }
}
