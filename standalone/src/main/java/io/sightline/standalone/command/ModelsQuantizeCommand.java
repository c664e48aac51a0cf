package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.models.ModelBundle;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.trainer.dataset.FolderCrops;
import io.sightline.trainer.dataset.ImageFolder;
import io.sightline.trainer.evaluation.PromotionGate;
import io.sightline.trainer.evaluation.Resampling;
import io.sightline.trainer.export.Quantisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        description =
                "Makes a model of another that computes in 8 bits, for CPUs: NAME-int8, a bundle of its own, which"
                        + " is rolled out as any other. Ranges are measured on some of the people; on the others both are"
                        + " compared, and if TAR at FAR 1e-3 falls by more than half a point, nothing is written.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the bundle is written",
            "2:a bundle or pictures that cannot be used",
            "3:it falls short, or too few people or pictures to tell; nothing is written without --force"
        })
final class ModelsQuantizeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BUNDLE", description = "mobilefacenet-128, dlib-128 or a bundle's folder")
    private String name;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR|FILE",
            description = "A folder with a folder of pictures per person, a cls_train.txt, or what './sightline dataset"
                    + " export' wrote")
    private Path data;

    @Option(names = "--out", paramLabel = "DIR", description = "The new bundle's folder. Default: NAME-int8, here")
    private Path out;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where cut faces are kept for the next time. Default: cut-faces in the data folder")
    private Path cache;

    @Option(names = "--force", description = "Write it whatever the comparison says; the manifest keeps both for ever")
    private boolean force;

    @Override
    public Integer call() throws InterruptedException {
        Logging.off();
        Distribution distribution = Distribution.locate();
        ModelBundle bundle = FaceReader.bundle(distribution, name);
        Path target = out == null ? Path.of(bundle.id().name() + "-int8") : out;
        Path kept = Optional.ofNullable(cache)
                .orElseGet(() -> DataFolder.of(Optional.empty()).root().resolve("cut-faces"));
        var reader = new ImageFolder(ModelBundle.load(distribution.bundle("mtcnn")), kept);
        var quantisation =
                new Quantisation(Resampling.DEFAULT.seed(), PromotionGate.DEFAULT, EvaluationRun.progress("faces"));
        try (FolderCrops faces = reader.read(
                data, (done, total) -> EvaluationRun.progress("pictures").accept(done))) {
            return print(quantisation.write(bundle, faces, data.getFileName().toString(), force, target), bundle)
                    .code();
        }
    }

    private ExitCode print(Quantisation.Outcome outcome, ModelBundle exact) {
        System.out.println(switch (outcome.verdict().outcome()) {
                    case HOLDS -> "As good as in float32, on people of whom no range was measured: ";
                    case FALLS_SHORT -> "Falls short of float32: ";
                    case NOT_MEASURABLE -> "Whether it is as good as in float32 is ";
                } + outcome.verdict().reason() + ".");
        if (outcome.bundle().isEmpty()) {
            System.out.println("Nothing is written. --force writes it all the same, and its manifest will say so.");
            return ExitCode.NEGATIVE;
        }
        ModelBundle bundle = outcome.bundle().get();
        System.out.printf(
                Locale.ROOT,
                "%s is in %s: %.2f MB, %.2f MB in float32.%n",
                bundle.id(),
                bundle.folder(),
                megabytes(bundle),
                megabytes(exact));
        System.out.println("Next: ./sightline models add " + bundle.folder());
        return ExitCode.OK;
    }

    private static double megabytes(ModelBundle bundle) {
        try {
            return Files.size(bundle.onnx()) / 1e6;
        } catch (IOException e) {
            throw new UserError("Cannot read " + bundle.onnx() + ": " + e.getMessage(), e);
        }
    }
}
