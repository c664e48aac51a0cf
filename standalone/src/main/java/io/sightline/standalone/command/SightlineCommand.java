package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.operations.topics.Unavailable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sightline}; each subcommand is a class of its own. */
@Command(
        name = "sightline",
        mixinStandardHelpOptions = true,
        version = "Sightline " + SightlineCommand.VERSION,
        description = "Camera streams into identity events, on Kafka.",
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            EnrollCommand.class,
            PeopleCommand.class,
            ForgetCommand.class,
            VerifyCommand.class,
            EventsCommand.class,
            SeenCommand.class,
            CalibrateCommand.class,
            WhatIfCommand.class,
            CorrectCommand.class,
            NameCommand.class,
            ExplainCommand.class,
            ClustersCommand.class,
            CamerasCommand.class,
            DoctorCommand.class,
            EvaluateCommand.class,
            TrainCommand.class,
            DatasetCommand.class,
            ModelsCommand.class,
            NetworksCommand.class,
            TopicsCommand.class,
            ServiceCommands.Ingest.class,
            ServiceCommands.Detector.class,
            ServiceCommands.Embedder.class,
            ServiceCommands.Matcher.class,
            ServiceCommands.Archiver.class,
            ServiceCommands.Console.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a failure that nobody foresaw; the log has the details",
            "2:what was given cannot be used; the message says what would be right",
            "3:the answer is no: not the same person, not enrolled, something found by the doctor",
            "4:something that is needed is not there: no running system, no answer in time"
        },
        footer = {
            "",
            "First steps:",
            "  ./sightline demo                                two sample videos as cameras",
            "  ./sightline up --camera lobby=rtsp://host/path  your own",
            "  ./sightline enroll \"Ada Lovelace\" ada.jpg       whom to recognise"
        })
public final class SightlineCommand implements Runnable {
    static final String VERSION = "0.1.0";

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, ready to be executed; {@code execute} returns the exit code. */
    static CommandLine commandLine() {
        return new CommandLine(new SightlineCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(SightlineCommand::explain);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? Here are all:");
    }

    /** A user's mistake gets a sentence; only a bug gets a stack trace. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof UserError) {
            return say(command, failure, ExitCode.USAGE);
        }
        if (failure instanceof Unavailable) {
            return say(command, failure, ExitCode.UNAVAILABLE);
        }
        failure.printStackTrace(command.getErr());
        command.getErr()
                .println("sightline: this is a bug, or something nobody foresaw; please report the lines above");
        return ExitCode.FAILED.code();
    }

    private static int say(CommandLine command, Exception failure, ExitCode code) {
        command.getErr().println("sightline: " + failure.getMessage());
        return code.code();
    }
}
