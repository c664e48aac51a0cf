package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.standalone.Distribution;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.dataset.ArchivedCrops;
import io.sightline.trainer.dataset.DatasetFile;
import io.sightline.trainer.dataset.NamedCrops;
import io.sightline.trainer.dataset.SplitRule;
import io.sightline.trainer.dataset.Subset;
import io.sightline.trainer.dataset.UsableCrops;
import io.sightline.trainer.evaluation.EvaluationSet;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        description = "The running system's own archive: any two faces are compared of which a person has said whose"
                + " they are. Faces that were only matched are those that a model was sure of already, which would"
                + " flatter it: they are left out.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured",
            "2:the file cannot be used, or there is too little to compare",
            "4:no running system, or no answer in time"
        })
final class EvaluateArchiveCommand implements Callable<Integer> {
    private static final int DIGITS = 16;

    @Mixin
    private DatasetOptions dataset;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A data set as ./sightline dataset create writes it. Default: all that the archive holds now")
    private Path file;

    @Option(
            names = "--part",
            paramLabel = "PART",
            description =
                    "Only the people whom FILE trains on, validates with, or holds out: train, validation or test."
                            + " A model that was trained on FILE is worth what it does on test")
    private SplitRule.Part part;

    @Option(names = "--matched", description = "With faces that were only matched")
    private boolean matched;

    @Mixin
    private EvaluationOptions options;

    @Override
    public Integer call() {
        Logging.off();
        List<ModelBundle> bundles = options.bundles(Distribution.locate());
        if (file == null) {
            if (part != null) {
                throw new UserError(
                        "--part is a part of a data set: name its file, as ./sightline dataset create" + " writes it");
            }
            bundles.forEach(EvaluateArchiveCommand::warnOfTrained);
            try (ArchivedCrops crops = dataset.present()) {
                String name = "the archive of " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
                return measure(name, crops, number -> true, bundles);
            }
        }
        DatasetFile said = DatasetFile.read(file);
        try (ArchivedCrops crops = dataset.open(said)) {
            crops.gone().forEach(gone -> System.err.println("  not measured on, as it was erased: " + gone));
            String name = file.getFileName() + " " + digest(said) + (part == null ? "" : ", " + nameOf(part));
            bundles.forEach(bundle -> warnOfItsOwn(bundle, said));
            return measure(
                    name, crops, number -> part == null || said.split().part(crops.personId(number)) == part, bundles);
        }
    }

    private int measure(String name, ArchivedCrops crops, IntPredicate wanted, List<ModelBundle> bundles) {
        CropSet chosen = Subset.of(
                crops, number -> wanted.test(number) && (matched || crops.source(number) != LabelSource.MATCHED));
        if (chosen.size() == 0) {
            throw new UserError("Nothing can be compared in " + name + ": it has no face that was enrolled or confirmed"
                    + (matched ? ", nor one that was matched" : "; --matched takes those that were only matched"));
        }
        UsableCrops usable = UsableCrops.of(new NamedCrops(chosen));
        usable.refused().forEach(reason -> System.err.println("  left out: " + reason));
        var set = EvaluationSet.of(name, usable.crops(), options.resampling().seed());
        var run = new EvaluationRun(options, "canonical crop", set);
        run.addAll(bundles);
        return run.report();
    }

    /** Whoever was trained on knows the answers. */
    private void warnOfItsOwn(ModelBundle bundle, DatasetFile said) {
        String trainedOn = bundle.manifest().origin().settings().getOrDefault("data", "");
        if (part == null && trainedOn.endsWith(digest(said))) {
            System.err.println("  " + bundle.id() + " was trained on people of this data set; its figures are fair with"
                    + " --part test only");
        }
    }

    /** All that the archive holds now may have people in it whom a data set of it was trained on. */
    private static void warnOfTrained(ModelBundle bundle) {
        String trainedOn = bundle.manifest().origin().settings().getOrDefault("data", "");
        if (trainedOn.contains(".yml ")) {
            System.err.println(
                    "  " + bundle.id() + " was trained on " + trainedOn + "; where that is a data set of this"
                            + " archive, its figures are fair with that file and --part test only");
        }
    }

    private static String digest(DatasetFile said) {
        return said.digest().substring(0, DIGITS);
    }

    private static String nameOf(SplitRule.Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }
}
