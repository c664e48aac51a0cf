package io.sightline.standalone.command;

import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.RollOut;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.standalone.RunningSystem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "shadow",
        mixinStandardHelpOptions = true,
        description = "Lets a model embed all that cameras see beside the active one, and decide nothing. It gets to"
                + " know everybody who is enrolled, so that a report can say what it would decide.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is in the shadow, or no more with --stop",
            "2:no such model, or it is the one that decides",
            "4:no running system, or it does not embed in time; see the log"
        })
final class ModelsShadowCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options;

    @Parameters(index = "0", paramLabel = "ID", description = "As ./sightline models list shows it, or its name")
    private String name;

    @Option(names = "--stop", description = "It embeds no more, and is a CANDIDATE again")
    private boolean stop;

    @Override
    public Integer call() {
        Logging.off();
        RunningSystem system = options.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelTopic models = ModelOptions.models(system, topics);
            ModelRegister register = models.read();
            ModelCatalog catalog = ModelOptions.catalog(system, register);
            String id = catalog.resolve(name);
            EmbeddingSpace space = catalog.space(id);
            var rollOut = new RollOut(topics, models);
            if (stop) {
                rollOut.stopShadow(space, options.word());
                System.out.println(id + " is a CANDIDATE again: faces are embedded with it no more.");
                return 0;
            }
            String active = ModelOptions.active(register);
            rollOut.shadow(space, options.word());
            System.out.println(id + " is in the SHADOW: it embeds what cameras see, and decides nothing.");
            rollOut.introduce(active, id, new TerminalDialogue(false));
            System.out.println(
                    "Let it run for as long as what cameras see takes to be typical; then: ./sightline models"
                            + " report " + id);
        }
        return 0;
    }
}
