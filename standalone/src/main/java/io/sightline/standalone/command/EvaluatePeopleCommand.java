package io.sightline.standalone.command;

import io.sightline.models.ModelBundle;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.Distribution;
import io.sightline.trainer.dataset.FolderCrops;
import io.sightline.trainer.dataset.ImageFolder;
import io.sightline.trainer.evaluation.EvaluationSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description =
                "A folder with a folder of pictures per person, or a list of lines class;path (cls_train.txt): any"
                        + " two pictures are compared. Pictures in which no face is found are not counted against a model.")
final class EvaluatePeopleCommand implements Callable<Integer> {
    private static final int PROGRESS_STEP = 200;

    @Option(names = "--data", required = true, paramLabel = "DIR|FILE", description = "The pictures")
    private Path data;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where cut faces are kept for the next time. Default: cut-faces in the data folder")
    private Path cache;

    @Mixin
    private EvaluationOptions options;

    @Override
    public Integer call() throws InterruptedException {
        Logging.off();
        Distribution distribution = Distribution.locate();
        List<ModelBundle> bundles = options.bundles(distribution);
        Path kept = Optional.ofNullable(cache)
                .orElseGet(() -> DataFolder.of(Optional.empty()).root().resolve("cut-faces"));
        var folder = new ImageFolder(ModelBundle.load(distribution.bundle("mtcnn")), kept);
        try (FolderCrops faces = folder.read(data, EvaluatePeopleCommand::show)) {
            if (!faces.skipped().isEmpty()) {
                System.err.printf(
                        "  no usable face in %d pictures; the first: %s (%s)%n",
                        faces.skipped().size(),
                        faces.skipped().get(0).picture(),
                        faces.skipped().get(0).reason());
            }
            EvaluationSet set = EvaluationSet.of(
                    data.toString(), faces, options.resampling().seed());
            var run = new EvaluationRun(options, "canonical crop", set);
            run.addAll(bundles);
            return run.report();
        }
    }

    private static void show(int done, int total) {
        if (done % PROGRESS_STEP == 0 || done == total) {
            System.err.println("  " + done + " of " + total + " pictures");
        }
    }
}
