package io.sightline.standalone.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = "Data sets: a small file that says which crops of the archive belong to one, and folders of"
                + " pictures.",
        subcommands = {
            DatasetCreateCommand.class,
            DatasetShowCommand.class,
            DatasetDiffCommand.class,
            DatasetExportCommand.class,
            DatasetImportCommand.class
        },
        footer = {
            "",
            "From the archive to a model:",
            "  ./sightline dataset create               dataset.yml: all that the archive holds now",
            "  ./sightline dataset show dataset.yml     how much is in it, and what is doubtful",
            "  ./sightline train --data dataset.yml     a model of it",
            "From pictures of others:",
            "  ./sightline dataset import DIR --to FACES   their faces, as train takes them"
        })
final class DatasetCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about data sets? Here is what can be done:");
    }
}
