package io.sightline.standalone.command;

import io.sightline.core.service.ExitCode;
import io.sightline.trainer.dataset.DatasetDiff;
import io.sightline.trainer.dataset.DatasetFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Compares two data set files. Needs no running system.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the same images", "2:a file cannot be used", "3:not the same"})
final class DatasetDiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FORMER", description = "A file of ./sightline dataset create")
    private Path former;

    @Parameters(index = "1", paramLabel = "LATER", description = "Another one")
    private Path later;

    @Override
    public Integer call() {
        DatasetDiff diff = DatasetDiff.of(DatasetFile.read(former), DatasetFile.read(later));
        System.out.println(diff.sameImages() ? "The same images." : "Not the same images.");
        list("Only in " + later, diff.joined());
        list("Only in " + former, diff.left());
        list("Other crops", diff.changed());
        list("Used for another part: figures on them cannot be compared", diff.moved());
        if (diff.excludedOtherwise()) {
            System.out.println("What is to be left out is said otherwise: see exclude in both.");
        }
        return (diff.sameImages() ? ExitCode.OK : ExitCode.NEGATIVE).code();
    }

    private static void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            System.out.println(title + ":");
            lines.forEach(line -> System.out.println("  " + line));
        }
    }
}
