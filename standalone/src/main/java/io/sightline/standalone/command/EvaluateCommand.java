package io.sightline.standalone.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measures how well faces are told apart, by one model or by several on the same pairs.",
        subcommands = {
            EvaluatePairsCommands.Lfw.class,
            EvaluatePairsCommands.Pairs.class,
            EvaluatePeopleCommand.class,
            EvaluateBinCommand.class,
            EvaluateArchiveCommand.class
        })
final class EvaluateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Evaluate on what? There is: "
                        + String.join(", ", spec.commandLine().getSubcommands().keySet()));
    }
}
