package io.sightline.standalone.command;

import io.sightline.core.service.ExitCode;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.Promotion;
import io.sightline.operations.rollout.Refusal;
import io.sightline.operations.topics.TopicStore;
import io.sightline.standalone.RunningSystem;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        description = "Lets a model that is in the shadow decide. It gets to know everybody whom the active one knows"
                + " first; then one record switches, for all cameras at one instant. Ended in between nothing has"
                + " changed, and begun again it goes on.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it decides, or did before; says so if the last copies are missing",
            "2:it is not in the shadow, or somebody else switched meanwhile",
            "3:its figures fall short, or the answer was no; nothing is switched",
            "4:no running system, or a part of it does not do its part; nothing is switched, unless it says that this is"
                    + " not known"
        })
final class ModelsPromoteCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options;

    @Parameters(index = "0", paramLabel = "ID", description = "As ./sightline models list shows it, or its name")
    private String name;

    @Option(names = "--yes", description = "Give up people whose crops are gone without asking; they are listed")
    private boolean yes;

    @Option(names = "--force", description = "Though its figures fall short, or there are none; this is recorded")
    private boolean force;

    @Override
    public Integer call() {
        Logging.off();
        RunningSystem system = options.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelTopic models = ModelOptions.models(system, topics);
            ModelRegister register = models.read();
            ModelCatalog catalog = ModelOptions.catalog(system, register);
            String id = catalog.resolve(name);
            var dialogue = new TerminalDialogue(true);
            var promotion = new Promotion(topics, models, InstantSource.system(), dialogue);
            if (register.isActive(id)) {
                System.out.println(id + " decides already, since "
                        + register.since(id).map(Object::toString).orElse("the beginning") + ".");
                Optional<Integer> late = promotion.complete(id);
                late.filter(n -> n > 0)
                        .ifPresent(n -> System.out.println(n + " templates were copied that it lacked."));
                return ExitCode.OK.code();
            }
            var outcome = promotion.promote(
                    catalog.space(ModelOptions.active(register)),
                    new Promotion.Request(catalog.space(id), options.actor(), options.reason(), force, yes));
            System.out.println("Promoted. Back again: ./sightline models rollback (to " + outcome.from() + ")");
            return ExitCode.OK.code();
        } catch (Refusal no) {
            System.err.println("sightline: " + no.getMessage());
            return ExitCode.NEGATIVE.code();
        }
    }
}
