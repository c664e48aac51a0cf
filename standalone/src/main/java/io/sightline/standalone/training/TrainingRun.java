package io.sightline.standalone.training;

import io.sightline.core.UserError;
import io.sightline.models.BundleRecipe;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.net.Architecture;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.dataset.Split;
import io.sightline.trainer.evaluation.Resampling;
import io.sightline.trainer.evaluation.TarAtFar;
import io.sightline.trainer.evaluation.VerificationMetrics;
import io.sightline.trainer.export.BundleExport;
import io.sightline.trainer.report.TrainingReport;
import io.sightline.trainer.tensorboard.TensorBoardEvents;
import io.sightline.trainer.training.InitialNetwork;
import io.sightline.trainer.training.Machine;
import io.sightline.trainer.training.MetricsFile;
import io.sightline.trainer.training.SavedRun;
import io.sightline.trainer.training.TrainedNetwork;
import io.sightline.trainer.training.TrainingJob;
import io.sightline.trainer.training.TrainingListener;
import io.sightline.trainer.training.TrainingOptions;
import io.sightline.trainer.training.TrainingResult;
import io.sightline.trainer.training.TrainingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * From faces to a bundle: trains, measures on people who were neither trained on nor chosen by, sets the threshold on the
 * validation people, and writes a report and the bundle.
 *
 * @param start what it begins with
 * @param data what the faces are, for the bundle's origin
 * @param others bundles that are measured on the same people, to compare with
 */
public record TrainingRun(
        Architecture architecture,
        InitialNetwork start,
        String data,
        Split split,
        Optional<ModelBundle> teacher,
        List<ModelBundle> others,
        TrainingOptions options,
        Machine machine,
        Path folder) {
    public static final String BUNDLE = SavedRun.BUNDLE;

    public static final String REPORT = SavedRun.REPORT;

    /** Of two people: below it no rate of false accepts is measured. */
    private static final long LEAST_PAIRS = 100;

    static final Resampling RESAMPLING = Resampling.DEFAULT;

    /** @param report on the people of the test; the network before its first step is in it */
    public record Outcome(TrainingResult result, ModelBundle bundle, TrainingReport report) {}

    /** @throws UserError as {@link TrainingJob#run} and {@link BundleExport#write}, or if the report cannot be written */
    public Outcome run(List<TrainingListener> listeners) throws InterruptedException {
        requireMeasurable();
        try (var exit = new StopOnExit(folder, TrainingRun::note)) {
            return run(listeners, exit);
        }
    }

    private Outcome run(List<TrainingListener> listeners, StopOnExit exit) throws InterruptedException {
        Path bundleFolder = folder.resolve(BUNDLE);
        if (Files.exists(bundleFolder)) {
            throw new UserError("The run in " + folder + " is finished: its bundle is " + bundleFolder);
        }
        NetworkGraph graph = start.graph();
        TrainingResult result = train(graph, listeners, exit);
        TrainingReport report = new RunReport(this).of(graph, result);
        report.write(folder.resolve(REPORT)); // before the bundle, which says that the run is finished
        VerificationMetrics trained = report.trained().metrics();
        VerificationMetrics validation = metrics(result.best(), split.validation());
        var networks = new TreeMap<String, NetworkGraph>();
        networks.put(Manifest.SOLE_PART, result.best());
        var recipe = new BundleRecipe(
                architecture.id() + "-" + dimension(),
                "1",
                Manifest.Kind.EMBEDDER,
                start.input(),
                start.template(),
                dimension(),
                threshold(validation),
                networks,
                origin(result, trained));
        ModelBundle bundle = new BundleExport(machine).write(recipe, split.validation(), bundleFolder);
        return new Outcome(result, bundle, report);
    }

    private TrainingResult train(NetworkGraph graph, List<TrainingListener> listeners, StopOnExit exit)
            throws InterruptedException {
        var task = new TrainingTask(graph, start.input(), start.template(), split.train(), split.validation(), teacher);
        try (var events = new TensorBoardEvents(Clock.systemUTC())) {
            List<TrainingListener> all = new ArrayList<>(listeners);
            all.add(new MetricsFile());
            all.add(events);
            return exit.run(new TrainingJob(task, options, machine, folder, all));
        }
    }

    private VerificationMetrics metrics(NetworkGraph graph, CropSet faces) {
        try (var network = new TrainedNetwork(graph, start.input(), start.template(), machine)) {
            List<String> people =
                    IntStream.range(0, faces.size()).mapToObj(faces::personId).toList();
            return VerificationMetrics.of(people, network.of(faces), RESAMPLING);
        }
    }

    /**
     * Looked at before the first step, and not after the last.
     *
     * @throws UserError if there are too few people or pictures to set a threshold by, or to judge the network on
     */
    public void requireMeasurable() {
        requireThreshold();
        requireHeldOut();
    }

    private void requireThreshold() {
        Map<String, Long> faces = IntStream.range(0, split.validation().size())
                .mapToObj(split.validation()::personId)
                .collect(Collectors.groupingBy(person -> person, Collectors.counting()));
        long all = split.validation().size();
        long ofOne = faces.values().stream().mapToLong(n -> n * n).sum();
        long pairs = (all * all - ofOne) / 2;
        if (pairs < LEAST_PAIRS) {
            throw new UserError("No threshold could be set: the validation set, a fifth of the people, has " + pairs
                    + " pairs of two people; expected " + LEAST_PAIRS + " at least. Take more people, or more pictures"
                    + " of each");
        }
    }

    private void requireHeldOut() {
        Map<String, Long> faces = IntStream.range(0, split.test().size())
                .mapToObj(split.test()::personId)
                .collect(Collectors.groupingBy(person -> person, Collectors.counting()));
        if (faces.size() < 2 || faces.values().stream().noneMatch(n -> n > 1)) {
            throw new UserError("Nothing could be measured: held out, a tenth of the people, are "
                    + split.test().size() + " faces of " + faces.size() + " people; expected two people at least, and"
                    + " one of them with two pictures. Take six people or more, with more pictures of each; if people"
                    + " of a data set have been erased since, make a new one without --split-as");
        }
    }

    private static void note(String line) {
        System.err.println(line);
    }

    int dimension() {
        return start.graph().outputs().get(0).getValue().channels();
    }

    private Manifest.Threshold threshold(VerificationMetrics validation) {
        TarAtFar.Measured at = validation
                .atLowestFar()
                .orElseThrow(() ->
                        new UserError("No threshold can be set: the validation set has " + validation.impostorPairs()
                                + " pairs of two people; expected 100 at least. Take more people"));
        return new Manifest.Threshold(
                at.threshold(),
                0,
                at.far(),
                "pairs of the " + split.validation().size() + " validation faces of " + data
                        + ", people who were not trained on; " + validation.impostorPairs() + " of two people");
    }

    private Manifest.Origin origin(TrainingResult result, VerificationMetrics trained) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("architecture", architecture.id());
        settings.put("data", data);
        settings.put("weights at first", start.made());
        settings.put("options", options.toString());
        settings.put("split", split.rule().toString());
        settings.put("dropout", start.graph().dropouts().toString());
        settings.put("seed", Long.toString(options.seed()));
        settings.put("epochs", result.epochs() + ", best " + result.bestEpoch() + " by " + result.scoreName());
        settings.put(
                "engine",
                "DJL PyTorch " + ai.djl.engine.Engine.getEngine("PyTorch").getVersion());
        settings.put("java", System.getProperty("java.version"));
        teacher.ifPresent(t -> settings.put("teacher", t.id().toString()));
        SortedMap<String, Double> metrics = new TreeMap<>();
        trained.figures().forEach((name, value) -> metrics.put("test." + name, value));
        metrics.put("validation.score", result.score());
        return new Manifest.Origin("trained by Sightline", List.of(), settings, metrics);
    }
}
