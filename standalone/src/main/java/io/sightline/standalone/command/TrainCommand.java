package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.models.ModelBundle;
import io.sightline.models.net.Architecture;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.standalone.training.Grid;
import io.sightline.standalone.training.TrainingRun;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.report.TrainingReport;
import io.sightline.trainer.training.InitialNetwork;
import io.sightline.trainer.training.Machine;
import io.sightline.trainer.training.SavedRun;
import io.sightline.trainer.training.TrainingDevices;
import io.sightline.trainer.training.TrainingOptions;
import io.sightline.trainer.training.TrainingStopped;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Trains a network on faces, and writes it as a model bundle. People are split 7:2:1: to train on, to"
                        + " choose the best epoch and the threshold by, and to measure on.")
final class TrainCommand implements Callable<Integer> {
    private static final double FAR = 1e-2;
    private static final List<String> PACKAGED = List.of("mobilefacenet-128", "dlib-128");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR|FILE",
            description =
                    "A folder with a folder of pictures per person, or a list of lines class;path (cls_train.txt), or a"
                            + " data set of the archive (dataset.yml), for which the system has to run")
    private Path data;

    @Option(names = "--arch", paramLabel = "NAME", description = "The network. Default: ${DEFAULT-VALUE}")
    private String arch = "facenet-mobilenetv1";

    @Option(names = "--dimension", paramLabel = "N", description = "Length of the vectors. Default: the network's")
    private Integer dimension;

    @Option(
            names = "--init",
            paramLabel = "DIR|FILE",
            description = "Begin with trained weights: a bundle, a finished run, or a file (.pth, .safetensors) of the"
                    + " same network; of resnet18 and mobilenetv3 also torchvision's")
    private Path init;

    @Option(
            names = "--prune",
            paramLabel = "SHARE",
            description = "With --init: first take out this share of the channels, those that weigh least; 0.2 to 0.3"
                    + " is usual")
    private Double prune;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "The run's folder: checkpoints, metrics.jsonl, bundle. Default: training/NAME-TIME in the data"
                            + " folder")
    private Path out;

    @Option(names = "--resume", paramLabel = "DIR", description = "Go on with a run from its last checkpoint")
    private Path resume;

    @Option(
            names = "--sweep",
            paramLabel = "NAME=A,B,...",
            description = "Train with each value of a setting, for example margin=0.3,0.5,0.7; several: each with each")
    private List<String> sweeps = new ArrayList<>();

    @Option(
            names = "--teacher",
            paramLabel = "NAME|DIR|none",
            description = "A bundle whose vectors are learned from. Default: ${DEFAULT-VALUE}")
    private String teacher = "mobilefacenet-128";

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where cut faces are kept for the next time. Default: cut-faces in the data folder")
    private Path cache;

    @Option(
            names = "--device",
            paramLabel = "NAME[,NAME...]",
            description =
                    "auto (every GPU, else the CPU), cpu, gpu:0, or several: gpu:0,gpu:1, each of which computes a"
                            + " share of every batch. Default: ${DEFAULT-VALUE}")
    private String device = "auto";

    @Option(names = "--precision", description = "fp32; bf16 and fp16 are refused with the reason")
    private Machine.Precision precision = Machine.Precision.FP32;

    @Option(names = "--threads", paramLabel = "N", description = "Of PyTorch on the CPU. Default: all cores")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--loaders", paramLabel = "N", description = "Threads that make batches. Default: ${DEFAULT-VALUE}")
    private int loaders = 1;

    @Mixin
    private TrainSettings settings = new TrainSettings();

    @Override
    public Integer call() throws InterruptedException {
        Logging.off();
        try {
            return train();
        } catch (TrainingStopped e) {
            return ExitCode.FAILED.code(); // the process is ending, and has been told how to go on
        }
    }

    private int train() throws InterruptedException {
        if (resume != null) {
            return resumed();
        }
        if (data == null) {
            throw new ParameterException(
                    spec.commandLine(), "Train on what? --data names a folder with a folder of pictures per person");
        }
        Path folder = Optional.ofNullable(out).orElseGet(this::defaultFolder).toAbsolutePath();
        List<String> arguments = arguments();
        if (sweeps.isEmpty()) {
            SavedRun.requireNone(folder);
            return one(folder, arguments);
        }
        return sweep(folder, arguments);
    }

    /** For another process: whoever goes on with the run may stand in another folder. */
    private List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(spec.commandLine().getParseResult().expandedArgs());
        arguments.add("--data=" + data.toAbsolutePath());
        if (init != null) {
            arguments.add("--init=" + init.toAbsolutePath());
        }
        if (cache != null) {
            arguments.add("--cache=" + cache.toAbsolutePath());
        }
        return arguments;
    }

    private Path defaultFolder() {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault()));
        return DataFolder.of(Optional.empty()).training().resolve(arch + "-" + time);
    }

    private static Path root() {
        return DataFolder.of(Optional.empty()).root();
    }

    /** The command with other arguments than those of this process. */
    private static TrainCommand parsed(List<String> arguments) {
        CommandLine line = new CommandLine(new TrainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true);
        try {
            line.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new UserError(e.getMessage(), e);
        }
        return line.getCommand();
    }

    private int resumed() throws InterruptedException {
        if (spec.commandLine().getParseResult().matchedOptions().size() > 1) {
            throw new UserError("--resume goes on with the run's own settings; leave the other options away");
        }
        Path folder = resume.toAbsolutePath();
        List<String> arguments = SavedRun.arguments(folder);
        return parsed(arguments).one(folder, arguments);
    }

    private int sweep(Path folder, List<String> arguments) throws InterruptedException {
        List<Map<String, String>> points = Grid.of(sweeps);
        var commands = new LinkedHashMap<String, TrainCommand>();
        var saved = new LinkedHashMap<String, List<String>>();
        for (Map<String, String> point : points) {
            List<String> own = new ArrayList<>(arguments);
            point.forEach((name, value) -> own.add("--" + name + "=" + value));
            TrainCommand command = parsed(own);
            command.options(); // all are looked at before the first is trained
            String name = point.entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())
                    .collect(Collectors.joining(","));
            SavedRun.requireNone(folder.resolve(folderName(name)));
            commands.put(name, command);
            saved.put(name, own);
        }
        Table table = new Table("setting", "best epoch", "validation", "test TAR at FAR 1e-2");
        for (Map.Entry<String, TrainCommand> point : commands.entrySet()) {
            System.err.println(point.getKey());
            TrainingRun.Outcome outcome =
                    point.getValue().outcome(folder.resolve(folderName(point.getKey())), saved.get(point.getKey()));
            table.row(
                    point.getKey(),
                    outcome.result().bestEpoch(),
                    String.format(
                            Locale.ROOT,
                            "%s %.4f",
                            outcome.result().scoreName(),
                            outcome.result().score()),
                    rate(outcome.report().trained()));
        }
        table.print(System.out);
        return ExitCode.OK.code();
    }

    private TrainingOptions options() {
        try {
            return settings.options(isTaught());
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        }
    }

    private static String folderName(String point) {
        return point.replace('/', '_');
    }

    private int one(Path folder, List<String> arguments) throws InterruptedException {
        boolean hasLearned = print(outcome(folder, arguments), System.out);
        // What was trained before does not have to become better.
        return (hasLearned || init != null ? ExitCode.OK : ExitCode.NEGATIVE).code();
    }

    /** @param arguments with which the run can go on; kept once it is known that it can be begun */
    private TrainingRun.Outcome outcome(Path folder, List<String> arguments) throws InterruptedException {
        TrainingOptions options = options();
        Architecture architecture = Architecture.of(arch);
        Machine machine = machine();
        InitialNetwork start = dropping(start(architecture));
        Distribution distribution = Distribution.locate();
        Optional<ModelBundle> bundle =
                isTaught() ? Optional.of(FaceReader.bundle(distribution, teacher)) : Optional.empty();
        Path faceCache = Optional.ofNullable(cache).orElseGet(() -> root().resolve("cut-faces"));
        try (TrainingFaces faces = TrainingFaces.read(data, distribution, root(), faceCache, settings.seed())) {
            var run = new TrainingRun(
                    architecture,
                    start,
                    faces.name(),
                    faces.split(),
                    bundle,
                    packaged(distribution),
                    options,
                    machine,
                    folder);
            run.requireMeasurable();
            SavedRun.write(folder, arguments, options.epochs(), Instant.now());
            return run.run(List.of(new TrainingLine(System.err, Ansi.AUTO.enabled(), System::nanoTime)));
        }
    }

    private static List<ModelBundle> packaged(Distribution distribution) {
        return PACKAGED.stream()
                .map(name -> ModelBundle.load(distribution.bundle(name)))
                .toList();
    }

    private InitialNetwork start(Architecture architecture) {
        Optional<Integer> length = Optional.ofNullable(dimension);
        if (init == null) {
            if (prune != null) {
                throw new UserError("--prune takes channels out of a network that was trained: name it with --init");
            }
            return InitialNetwork.drawn(architecture, length, settings.seed());
        }
        InitialNetwork trained = InitialNetwork.from(init, architecture, length, settings.seed());
        return prune == null ? trained : trained.pruned(prune);
    }

    private InitialNetwork dropping(InitialNetwork network) {
        try {
            return settings.start(network, isTaught());
        } catch (IllegalArgumentException e) {
            throw new UserError("--dropout: " + e.getMessage(), e);
        }
    }

    private boolean isTaught() {
        return !teacher.equals("none");
    }

    private Machine machine() {
        try {
            return new Machine(TrainingDevices.parse(device), precision, threads, loaders).requireDevices();
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        }
    }

    /** @return false if the network did not prove to have learned, though there were people enough to */
    private static boolean print(TrainingRun.Outcome outcome, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%s%n  best epoch %d of %d, %s on the validation people %.4f%n",
                outcome.bundle(),
                outcome.result().bestEpoch(),
                outcome.result().epochs(),
                outcome.result().scoreName(),
                outcome.result().score());
        TrainingReport report = outcome.report();
        Table table = new Table("on people not trained on", "TAR at FAR 1e-2", "AUC");
        Stream.concat(Stream.of(report.trained(), report.untrained()), report.others().stream())
                .forEach(a -> table.row(
                        a.model(),
                        rate(a),
                        String.format(Locale.ROOT, "%.4f", a.metrics().auc())));
        table.row("chance", "0.0100", "0.5000");
        table.print(out);
        out.println(report.verdict().reason());
        out.println("Report: " + outcome.result().folder().resolve(TrainingRun.REPORT)
                + " (it shows faces: keep it as you keep photos)");
        return report.verdict().learned() || !report.verdict().measurable();
    }

    private static String rate(Assessment model) {
        return model.metrics()
                .at(FAR)
                .map(m -> String.format(
                        Locale.ROOT,
                        "%.4f (%.4f to %.4f)",
                        m.tar(),
                        m.interval().low(),
                        m.interval().high()))
                .orElse("not measurable");
    }
}
