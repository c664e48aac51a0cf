package io.sightline.standalone.command;

import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelSummary;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.standalone.RunningSystem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists all models that are known here: what topic models says, what was added, and what comes"
                + " with Sightline.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "4:no running system, or no answer in time"})
final class ModelsListCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Option(names = "--json", description = "One JSON object per line")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        RunningSystem system = data.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelRegister register = ModelOptions.models(system, topics).read();
            ModelCatalog catalog = ModelOptions.catalog(system, register);
            List<ModelSummary> models = ModelSummary.all(
                    catalog, register, topics.latest(Topics.GALLERY).values());
            if (json) {
                models.forEach(m -> System.out.println(Json.line(m.fields())));
            } else {
                table(models).print(System.out);
                if (register.active().isEmpty()) {
                    System.out.println();
                    System.out.println("Which of them decides is not known: start the system again with this version.");
                }
            }
            catalog.broken().forEach(b -> System.err.println("Cannot be used: " + b.folder() + ": " + b.reason()));
        }
        return 0;
    }

    private static Table table(List<ModelSummary> models) {
        var table = new Table("MODEL", "STATE", "SINCE", "BY", "NUMBERS", "THRESHOLD", "TEMPLATES", "FIGURES", "WHY");
        for (ModelSummary m : models) {
            Optional<ModelRecord> record = m.record().filter(r -> r.getState() != ModelState.UNSPECIFIED);
            table.row(
                    m.id(),
                    m.state() == ModelState.UNSPECIFIED ? "-" : m.state().name(),
                    m.since().map(Object::toString).orElse("-"),
                    record.map(ModelRecord::getActor).orElse("-"),
                    m.space().map(s -> String.valueOf(s.getDimension())).orElse("-"),
                    m.threshold().isPresent()
                            ? String.format(Locale.ROOT, "%.3f", m.threshold().getAsDouble())
                                    + (m.isCalibratedHere() ? " (here)" : "")
                            : "-",
                    m.templates(),
                    m.keyFigures(),
                    record.map(r -> r.getReason() + (r.getForced() ? " (forced)" : ""))
                            .orElse(""));
        }
        return table;
    }
}
