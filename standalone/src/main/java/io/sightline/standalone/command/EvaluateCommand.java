package io.sightline.standalone.command;

import io.sightline.standalone.Distribution;
import io.sightline.standalone.evaluation.LfwEvaluation;
import io.sightline.standalone.faces.FaceReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measures how well faces are told apart.",
        subcommands = EvaluateCommand.Lfw.class)
final class EvaluateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Evaluate what? There is: lfw");
    }

    @Command(
            name = "lfw",
            mixinStandardHelpOptions = true,
            description = "Labeled Faces in the Wild: accuracy over the folds of the pairs file, area under the curve,"
                    + " and acceptance at low false acceptance over all impostor pairs among the pictures.")
    static final class Lfw implements Callable<Integer> {
        private static final int PROGRESS_STEP = 200;

        @Option(names = "--images", required = true, paramLabel = "DIR", description = "Holds NAME/NAME_0001.jpg")
        private Path images;

        @Option(names = "--pairs", required = true, paramLabel = "FILE", description = "LFW's pairs.txt")
        private Path pairs;

        @Option(
                names = "--bundle",
                paramLabel = "NAME|DIR",
                defaultValue = "mobilefacenet-128",
                description = "The model: mobilefacenet-128, dlib-128 or a bundle's folder. Default: ${DEFAULT-VALUE}")
        private String bundle;

        @Option(
                names = "--direct",
                description = "Align straight from the photo instead of through the canonical crop, to compare")
        private boolean direct;

        @Option(names = "--json", description = "One JSON object")
        private boolean json;

        @Override
        public Integer call() throws InterruptedException {
            Logging.off();
            try (FaceReader reader = FaceReader.open(Distribution.locate(), bundle)) {
                LfwEvaluation.Result result = new LfwEvaluation(reader, direct).run(images, pairs, done -> {
                    if (done % PROGRESS_STEP == 0) {
                        System.err.println("  " + done + " pictures");
                    }
                });
                if (json) {
                    System.out.println(Json.line(fields(result)));
                } else {
                    print(result, System.out);
                }
            }
            return 0;
        }

        private Map<String, Object> fields(LfwEvaluation.Result r) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("model", r.model());
            fields.put("alignment", direct ? "direct" : "canonical");
            fields.put("images", r.images());
            fields.put("facesNotFound", r.facesNotFound());
            fields.put("pairs", r.pairs());
            fields.put("impostorPairs", r.impostorPairs());
            fields.put("foldAccuracies", r.foldAccuracies());
            fields.put("accuracy", r.accuracy());
            fields.put("threshold", r.threshold());
            fields.put("auc", r.auc());
            fields.put("tarAtFar1e-2", r.tarAt1e2());
            fields.put("thresholdAtFar1e-2", r.thresholdAt1e2());
            fields.put("tarAtFar1e-3", r.tarAt1e3());
            fields.put("thresholdAtFar1e-3", r.thresholdAt1e3());
            return fields;
        }

        private void print(LfwEvaluation.Result r, PrintStream out) {
            String folds = r.foldAccuracies().stream()
                    .map(a -> String.format(Locale.ROOT, "%.4f", a))
                    .collect(Collectors.joining(", "));
            out.printf(Locale.ROOT, "model              %s%n", r.model());
            out.printf(Locale.ROOT, "alignment          %s%n", direct ? "straight from the photo" : "canonical crop");
            out.printf(Locale.ROOT, "pictures           %d, no face found in %d%n", r.images(), r.facesNotFound());
            out.printf(
                    Locale.ROOT,
                    "accuracy           %.4f over %d pairs (folds: %s; mean threshold %.3f)%n",
                    r.accuracy(),
                    r.pairs(),
                    folds,
                    r.threshold());
            out.printf(Locale.ROOT, "AUC                %.4f%n", r.auc());
            out.printf(
                    Locale.ROOT,
                    "TAR at FAR 1e-2    %.4f (distance %.3f; over %,d impostor pairs)%n",
                    r.tarAt1e2(),
                    r.thresholdAt1e2(),
                    r.impostorPairs());
            out.printf(Locale.ROOT, "TAR at FAR 1e-3    %.4f (distance %.3f)%n", r.tarAt1e3(), r.thresholdAt1e3());
        }
    }
}
