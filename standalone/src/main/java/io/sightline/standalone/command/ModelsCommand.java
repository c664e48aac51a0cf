package io.sightline.standalone.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Rolls models out, and back: which are known here, which decides, and how another comes to it"
                + " without an event lost.",
        subcommands = {
            ModelsListCommand.class,
            ModelsShowCommand.class,
            ModelsImportCommand.class,
            ModelsQuantizeCommand.class,
            ModelsAddCommand.class,
            ModelsEvaluateCommand.class,
            ModelsShadowCommand.class,
            ModelsReportCommand.class,
            ModelsPromoteCommand.class,
            ModelsRollbackCommand.class,
            ModelsRetireCommand.class
        },
        footer = {
            "",
            "A roll-out:",
            "  ./sightline models add runs/7/bundle       the store has it: CANDIDATE",
            "  ./sightline models evaluate NAME           it is measured beside the active one",
            "  ./sightline models shadow NAME             it embeds what cameras see, and decides nothing: SHADOW",
            "  ./sightline models report NAME             what it would have decided",
            "  ./sightline models promote NAME            it decides: ACTIVE",
            "  ./sightline models rollback                the one before decides again"
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about the models? Here is what can be done:");
    }
}
