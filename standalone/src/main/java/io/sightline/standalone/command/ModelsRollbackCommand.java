package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.Promotion;
import io.sightline.operations.rollout.Refusal;
import io.sightline.operations.topics.TopicStore;
import io.sightline.standalone.RunningSystem;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = "Lets the model decide again that did before, or an earlier one. It first gets to know whoever"
                + " was enrolled since.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it decides again; says so if the last copies are missing",
            "2:nobody was promoted, the last switch already went back and --to is not given, or somebody else switched meanwhile",
            "3:the answer was no; nothing is switched",
            "4:no running system, or a part of it does not do its part; nothing is switched, unless it says that this is"
                    + " not known"
        })
final class ModelsRollbackCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options;

    @Option(
            names = "--to",
            paramLabel = "ID",
            description =
                    "Which one. Default: the one that decided before," + " unless the last switch already went back")
    private String to;

    @Option(names = "--yes", description = "Give up people whose crops are gone without asking; they are listed")
    private boolean yes;

    @Override
    public Integer call() {
        Logging.off();
        RunningSystem system = options.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelTopic models = ModelOptions.models(system, topics);
            ModelRegister register = models.read();
            ModelCatalog catalog = ModelOptions.catalog(system, register);
            String id = to != null ? catalog.resolve(to) : register.backTo();
            String active = ModelOptions.active(register);
            if (id.equals(active)) {
                throw new UserError(id
                        + " decides already; there is nothing to go back to. To complete the switch to it: ./sightline"
                        + " models promote " + id);
            }
            if (catalog.bundle(id).isEmpty()) {
                throw new UserError("The bundle of " + id + " is not in "
                        + ModelOptions.store(system).where()
                        + " any more, so nothing can be embedded with it. Give its folder to ./sightline models add");
            }
            new Promotion(topics, models, InstantSource.system(), new TerminalDialogue(true))
                    .rollback(
                            catalog.space(active),
                            new Promotion.Request(catalog.space(id), options.actor(), options.reason(), false, yes));
            System.out.println("Rolled back.");
            return ExitCode.OK.code();
        } catch (Refusal no) {
            System.err.println("sightline: " + no.getMessage());
            return ExitCode.NEGATIVE.code();
        }
    }
}
