package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.RollOut;
import io.sightline.operations.topics.TopicStore;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.RunningSystem;
import io.sightline.standalone.evaluation.PicturesOfPeople;
import io.sightline.standalone.faces.FaceFinder;
import io.sightline.trainer.dataset.ImageFolder;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.FaceVectors;
import io.sightline.trainer.evaluation.PairSet;
import io.sightline.trainer.evaluation.PairsFile;
import io.sightline.trainer.evaluation.PromotionGate;
import io.sightline.trainer.evaluation.Resampling;
import io.sightline.trainer.evaluation.VerificationMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measures a model beside the active one, on the same pictures, and keeps the figures: a promotion"
                + " looks at them.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured; it is as good as the active model, or is the active model",
            "2:no such model, or pictures that cannot be used",
            "3:it falls short, or too few people or pictures to tell",
            "4:no running system, or no answer in time"
        })
final class ModelsEvaluateCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions options;

    @Parameters(index = "0", paramLabel = "ID", description = "As ./sightline models list shows it, or its name")
    private String name;

    @ArgGroup(multiplicity = "1")
    private Pictures pictures;

    /** Either of the two. */
    private static final class Pictures {
        @Option(
                names = "--people",
                paramLabel = "DIR",
                description = "A folder per person with their pictures, or a cls_train.txt: any two are compared")
        private Path people;

        @ArgGroup(exclusive = false)
        private Listed listed;
    }

    /** As LFW lies. */
    private static final class Listed {
        @Option(
                names = "--images",
                required = true,
                paramLabel = "DIR",
                description = "What the paths of --pairs begin in, such as LFW's folder")
        private Path images;

        @Option(names = "--pairs", required = true, paramLabel = "FILE", description = "Pairs, as LFW's pairs.txt")
        private Path pairs;
    }

    @Override
    public Integer call() throws InterruptedException {
        Logging.off();
        RunningSystem system = options.system();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            ModelTopic models = ModelOptions.models(system, topics);
            ModelRegister register = models.read();
            ModelCatalog catalog = ModelOptions.catalog(system, register);
            String id = catalog.resolve(name);
            String active = ModelOptions.active(register);
            ModelBundle own = bundle(catalog, id, system);
            Optional<ModelBundle> other =
                    id.equals(active) ? Optional.empty() : Optional.of(bundle(catalog, active, system));
            EvaluationSet set = set();
            try {
                return compare(set, own, other, new RollOut(topics, models)).code();
            } finally {
                set.faces().close();
            }
        }
    }

    private ExitCode compare(EvaluationSet set, ModelBundle own, Optional<ModelBundle> other, RollOut rollOut) {
        Assessment ofOwn = assess(own, set);
        print(ofOwn);
        if (other.isEmpty()) {
            rollOut.keep(set.name(), ModelCatalog.spaceOf(own.manifest()), ofOwn, options.word());
            System.out.println("It is the active model; its figures are kept.");
            return ExitCode.OK;
        }
        Assessment ofActive = assess(other.get(), set);
        print(ofActive);
        PromotionGate.Verdict verdict = PromotionGate.DEFAULT.judge(ofActive, ofOwn);
        rollOut.keep(set.name(), ModelCatalog.spaceOf(other.get().manifest()), ofActive, options.word());
        rollOut.keep(
                set.name(), ModelCatalog.spaceOf(own.manifest()), ofOwn, ofActive.model(), verdict, options.word());
        System.out.println(switch (verdict.outcome()) {
                    case HOLDS -> "As good as the active model: ";
                    case FALLS_SHORT -> "Falls short of the active model: ";
                    case NOT_MEASURABLE -> "Whether it is as good as the active model is ";
                } + verdict.reason() + ".");
        return verdict.holds() ? ExitCode.OK : ExitCode.NEGATIVE;
    }

    private static ModelBundle bundle(ModelCatalog catalog, String id, RunningSystem system) {
        ModelBundle bundle = catalog.bundle(id)
                .orElseThrow(() -> new UserError("The bundle of " + id + " is not in "
                        + ModelOptions.store(system).where()
                        + "; give its folder to ./sightline models add"));
        FaceEmbedder.requireEmbedder(bundle);
        return bundle;
    }

    private EvaluationSet set() throws InterruptedException {
        if (pictures.people != null) {
            return ofPeople(pictures.people);
        }
        return listed(pictures.listed);
    }

    private EvaluationSet ofPeople(Path folder) throws InterruptedException {
        var reader = new ImageFolder(ModelBundle.load(Distribution.locate().bundle("mtcnn")), options.cache());
        var crops = reader.read(
                folder, (done, total) -> EvaluationRun.progress("pictures").accept(done));
        if (crops.people() < 2) {
            crops.close();
            throw new UserError(
                    folder + " has faces of " + crops.people() + " person; expected two people or more, a folder each");
        }
        if (!crops.skipped().isEmpty()) {
            System.err.println(crops.skipped().size() + " pictures are left out, as no face can be used; the first: "
                    + crops.skipped().get(0).picture() + " ("
                    + crops.skipped().get(0).reason() + ")");
        }
        return EvaluationSet.of(nameOf(folder), crops, Resampling.DEFAULT.seed());
    }

    private static EvaluationSet listed(Listed listed) throws InterruptedException {
        PairSet pairs = PairsFile.read(listed.pairs);
        List<Path> files = pairs.pictures().stream().map(listed.images::resolve).toList();
        try (FaceFinder finder = FaceFinder.open(Distribution.locate())) {
            return EvaluationSet.of(
                    nameOf(listed.pairs),
                    pairs,
                    new PicturesOfPeople(finder)
                            .each(
                                    files,
                                    (picture, face) -> new FaceImage.Crop(
                                            face.crop().jpeg(), face.crop().landmarks()),
                                    EvaluationRun.progress("pictures")));
        }
    }

    private static String nameOf(Path set) {
        Path name = Files.isRegularFile(set) && set.toAbsolutePath().getParent() != null
                ? set.toAbsolutePath().getParent().getFileName()
                : set.toAbsolutePath().normalize().getFileName();
        return name == null ? "pictures" : name.toString();
    }

    private static Assessment assess(ModelBundle bundle, EvaluationSet set) {
        try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EvaluationRun.EMBEDDING)) {
            return Assessment.of(
                    bundle.id().toString(),
                    set.pairs(),
                    set.vectors(FaceVectors.by(embedder, EvaluationRun.progress("faces"))),
                    Resampling.DEFAULT);
        }
    }

    private static void print(Assessment a) {
        System.out.printf(
                Locale.ROOT,
                "%s: AUC %.4f over %,d pairs of one person and %,d of two%s%s%n",
                a.model(),
                a.metrics().auc(),
                a.metrics().genuinePairs(),
                a.metrics().impostorPairs(),
                a.accuracy()
                        .map(f -> String.format(Locale.ROOT, "; accuracy %.4f", f.accuracy()))
                        .orElse(""),
                a.metrics()
                        .atLowestFar()
                        .map(m -> String.format(
                                Locale.ROOT, "; TAR at FAR %s %.4f", VerificationMetrics.name(m.far()), m.tar()))
                        .orElse(""));
    }
}
