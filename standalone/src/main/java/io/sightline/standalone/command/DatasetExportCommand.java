package io.sightline.standalone.command;

import io.sightline.trainer.dataset.ArchivedCrops;
import io.sightline.trainer.dataset.DatasetExport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a data set's pictures: a folder per person as CASIA-WebFace and LFW lie, cls_train.txt"
                + " with lines 'class;path', and landmarks.tsv with the five points of each face. What is exported is"
                + " out of reach of ./sightline forget.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:written",
            "2:the file cannot be used, or the folder is not empty",
            "4:no running system, or no answer in time"
        })
final class DatasetExportCommand implements Callable<Integer> {
    @Mixin
    private DatasetOptions dataset;

    @Parameters(index = "0", paramLabel = "FILE", description = "As ./sightline dataset create writes it")
    private Path file;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "A new folder")
    private Path folder;

    @Override
    public Integer call() {
        Logging.off();
        try (ArchivedCrops crops = dataset.open(file)) {
            DatasetExport.write(crops, folder, DatasetOptions.progress("pictures written"));
            System.out.println(folder + ": " + crops.size() + " pictures");
            crops.gone().forEach(gone -> System.err.println("Not in it, as it was erased: " + gone));
        }
        return 0;
    }
}
