package io.sightline.standalone.command;

import io.sightline.models.ModelBundle;
import io.sightline.standalone.Distribution;
import io.sightline.trainer.dataset.DatasetExport;
import io.sightline.trainer.dataset.FolderCrops;
import io.sightline.trainer.dataset.ImageFolder;
import io.sightline.trainer.dataset.SkippedPicture;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Finds and cuts the faces of other people's data sets: a folder per person (CASIA-WebFace, LFW),"
                + " or a list of lines 'class;path' (cls_train.txt). What comes out is such a folder again, of faces"
                + " only, which ./sightline train --data takes as it is. Nobody is enrolled by it: for that there is"
                + " ./sightline enroll.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "2:there is no such data set, or no face in it, or the folder is not empty"})
final class DatasetImportCommand implements Callable<Integer> {
    @Mixin
    private DatasetOptions dataset;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A folder with a folder per person, or a list")
    private Path source;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "A new folder")
    private Path folder;

    @Override
    public Integer call() throws InterruptedException {
        Logging.off();
        ModelBundle detector = ModelBundle.load(Distribution.locate().bundle("mtcnn"));
        try (FolderCrops crops =
                new ImageFolder(detector, dataset.cache()).read(source, DatasetOptions.progress("pictures examined"))) {
            DatasetExport.write(crops, folder, DatasetOptions.progress("faces written"));
            System.out.println(folder + ": " + crops.size() + " faces of " + crops.people() + " people");
            if (!crops.skipped().isEmpty()) {
                System.err.println(crops.skipped().size() + " pictures are not in it:");
                for (SkippedPicture picture : crops.skipped()) {
                    System.err.println("  " + picture.picture() + ": " + picture.reason());
                }
            }
        }
        return 0;
    }
}
