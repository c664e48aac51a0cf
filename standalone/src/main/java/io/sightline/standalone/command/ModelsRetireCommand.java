package io.sightline.standalone.command;

import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.RollOut;
import io.sightline.operations.topics.TopicStore;
import io.sightline.standalone.RunningSystem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "retire",
        mixinStandardHelpOptions = true,
        description = "Lets a model embed no more. Its bundle and its templates stay, so that it can come back.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:retired",
            "2:no such model, or it is the one that decides",
            "4:no running system, or no answer in time"
        })
final class ModelsRetireCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options;

    @Parameters(index = "0", paramLabel = "ID", description = "As ./sightline models list shows it, or its name")
    private String name;

    @Override
    public Integer call() {
        Logging.off();
        RunningSystem system = options.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelTopic models = ModelOptions.models(system, topics);
            ModelCatalog catalog = ModelOptions.catalog(system, models.read());
            String id = catalog.resolve(name);
            new RollOut(topics, models).retire(catalog.space(id), options.word());
            System.out.println(id + " is RETIRED: faces are embedded with it no more. ./sightline models shadow " + id
                    + " brings it back.");
        }
        return 0;
    }
}
