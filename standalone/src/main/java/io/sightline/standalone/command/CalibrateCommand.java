package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.service.ExitCode;
import io.sightline.matcher.DecisionSettings;
import io.sightline.operations.rollout.ModelChange;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.Word;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.Gallery;
import io.sightline.operations.timetravel.ModelRule;
import io.sightline.operations.timetravel.ModelRules;
import io.sightline.operations.timetravel.Survey;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Calibration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = "Measures how near different people come to each other here (faces seen at the same time on one"
                + " camera; different people who are enrolled), and finds the threshold for a false accept rate.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:found, and set if asked to",
            "2:an option cannot be used",
            "3:not measurable with so few pairs; nothing is set",
            "4:no running system, or no answer in time"
        })
final class CalibrateCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Mixin
    private LogOptions log;

    @Option(
            names = "--far",
            paramLabel = "RATE",
            defaultValue = "1e-4",
            description = "The share of pairs of different people that may pass for one. Default: ${DEFAULT-VALUE}")
    private double far;

    @Option(
            names = "--model",
            paramLabel = "ID",
            description =
                    "Whose vectors. Default: the model that decides; if nothing was ever switched, that of the latest"
                            + " faces")
    private String model;

    @Option(
            names = "--apply",
            description = "Set the threshold: for all cameras, or with --camera for that one. The matcher follows")
    private boolean apply;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        if (!(far > 0 && far < 1)) {
            throw new UserError("--far is " + far + ", expected more than 0 and less than 1, such as 1e-4");
        }
        Logging.off();
        EmbeddingLog.Part part = log.part(Instant.now());
        try (TopicStore topics = data.topics()) {
            var people = People.of(topics.latest(Topics.PEOPLE));
            Gallery gallery = LogOptions.gallery(topics, people);
            ModelRules rules = log.rules(topics);
            Optional<String> wanted = Optional.ofNullable(model).or(() -> LogOptions.deciding(topics));
            Map<String, Survey> surveys = new HashMap<>();
            EmbeddingLog.Summary summary = new EmbeddingLog(data.system().connection())
                    .faces(part, ProgressLine.ofProcess(), face -> {
                        String id = face.modelId();
                        if (id != null && wanted.map(id::equals).orElse(true)) {
                            surveys.computeIfAbsent(id, m -> survey(rules.of(m)))
                                    .see(face);
                        }
                    });
            Survey survey = surveys.values().stream()
                    .max(Comparator.comparingLong(Survey::lastTime))
                    .orElseGet(() -> survey(rules.of(modelOf(wanted, gallery))));
            if (part.camera().isEmpty()) {
                survey.compareTemplates(gallery); // taken with any camera; they say nothing of one
            }
            OptionalDouble threshold = survey.thresholdFor(far);
            boolean isSet = apply && threshold.isPresent();
            if (isSet) {
                set(topics, survey, threshold.getAsDouble(), part.camera());
            }
            var report = new CalibrationReport(survey, far, threshold, part.camera(), people, isSet);
            if (json) {
                System.out.println(report.line());
            } else {
                report.print(System.out);
            }
            System.err.println(LogOptions.speed(summary));
            return (threshold.isPresent() ? ExitCode.OK : ExitCode.NEGATIVE).code();
        }
    }

    /** Nobody is named on one face alone at a greater share of the threshold than this: such pairs look like one. */
    private static Survey survey(ModelRule rule) {
        DecisionSettings decisions = ConfigLoader.defaults(DecisionSettings.class);
        return new Survey(rule, decisions.minimumQuality(), decisions.singleFaceShare() * rule.threshold());
    }

    private static String modelOf(Optional<String> wanted, Gallery gallery) {
        return wanted.or(gallery::newestModel)
                .orElseThrow(() -> new UserError("There is nothing to measure: no camera has seen a face since then,"
                        + " and nobody is enrolled; --since reaches farther back"));
    }

    private void set(TopicStore topics, Survey survey, double threshold, Optional<String> camera) {
        ModelRule now = survey.rule();
        Map<String, Float> cameras = now.cameras().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().floatValue()));
        camera.ifPresent(id -> cameras.put(id, (float) threshold));
        boolean isForAll = camera.isEmpty();
        Calibration calibration = Calibration.newBuilder()
                .setThreshold((float) (isForAll ? threshold : now.threshold()))
                .setMargin((float) now.margin())
                .setFar(isForAll ? far : now.far())
                .setImpostorPairs(isForAll ? survey.impostors().count() : now.impostorPairs())
                .setCameras(cameras)
                .build();
        // The record may say more of the model: its state, what was measured of it. That stays.
        new ModelTopic(topics, data.system().startedWith())
                .change(register -> ModelChange.calibration(
                        register,
                        now.modelId(),
                        calibration,
                        new Word(System.getProperty("user.name", "unknown"), Instant.now(), "")));
    }
}
