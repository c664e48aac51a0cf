package io.sightline.standalone.command;

import io.sightline.models.ModelBundle;
import io.sightline.standalone.Distribution;
import io.sightline.trainer.evaluation.AlignedPairsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "bin",
        mixinStandardHelpOptions = true,
        description = "A .bin set of the field, such as cfp_fp.bin or agedb_30.bin: pairs of faces that are cut to"
                + " 112x112 already. Models whose input shows more than that see black there, and lose by it.")
final class EvaluateBinCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The set")
    private Path file;

    @Mixin
    private EvaluationOptions options;

    @Override
    public Integer call() {
        Logging.off();
        List<ModelBundle> bundles = options.bundles(Distribution.locate());
        var run = new EvaluationRun(options, "as the file has it, by ArcFace's template", AlignedPairsFile.read(file));
        run.addAll(bundles);
        return run.report();
    }
}
