package io.sightline.standalone.command;

import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.evaluation.PicturesOfPeople;
import io.sightline.standalone.faces.FaceFinder;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.FaceVectors;
import io.sightline.trainer.evaluation.PairSet;
import io.sightline.trainer.evaluation.PairsFile;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.Picture;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluations on pictures that a file of pairs names. */
final class EvaluatePairsCommands {
    private EvaluatePairsCommands() {}

    @Command(
            name = "lfw",
            mixinStandardHelpOptions = true,
            description = "Labeled Faces in the Wild: accuracy over the folds of the pairs file, area under the curve,"
                    + " and acceptance at low false acceptance over all impostor pairs among the pictures.")
    static final class Lfw implements Callable<Integer> {
        @Option(names = "--images", required = true, paramLabel = "DIR", description = "Holds NAME/NAME_0001.jpg")
        private Path images;

        @Option(names = "--pairs", required = true, paramLabel = "FILE", description = "LFW's pairs.txt")
        private Path pairs;

        @Option(
                names = "--direct",
                description = "Align straight from the photo instead of through the canonical crop, to compare")
        private boolean direct;

        @Mixin
        private EvaluationOptions options;

        @Override
        public Integer call() throws InterruptedException {
            return run(images, pairs, direct, options);
        }
    }

    @Command(
            name = "pairs",
            mixinStandardHelpOptions = true,
            description =
                    "Any pictures: the file has a line a pair, two paths within the folder and 1 (one person) or 0"
                            + " (two people), separated by tabs or spaces; LFW's format is read, too. Where each picture's folder"
                            + " is its person's, all pairs of two people are compared beyond those listed.")
    static final class Pairs implements Callable<Integer> {
        @Option(names = "--images", required = true, paramLabel = "DIR", description = "What the paths begin in")
        private Path images;

        @Option(names = "--pairs", required = true, paramLabel = "FILE", description = "A line a pair")
        private Path pairs;

        @Mixin
        private EvaluationOptions options;

        @Override
        public Integer call() throws InterruptedException {
            return run(images, pairs, false, options);
        }
    }

    private static int run(Path images, Path pairs, boolean direct, EvaluationOptions options)
            throws InterruptedException {
        Logging.off();
        Distribution distribution = Distribution.locate();
        List<ModelBundle> bundles = options.bundles(distribution);
        PairSet set = PairsFile.read(pairs);
        List<Path> files = set.pictures().stream().map(images::resolve).toList();
        EvaluationRun run = new EvaluationRun(options, direct ? "straight from the photo" : "canonical crop");
        try (FaceFinder finder = FaceFinder.open(distribution)) {
            var pictures = new PicturesOfPeople(finder);
            IntConsumer progress = EvaluationRun.progress("pictures");
            if (direct) {
                for (ModelBundle bundle : bundles) {
                    try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EvaluationRun.OPTIONS)) {
                        List<Optional<float[]>> vectors =
                                pictures.each(files, (picture, face) -> straight(embedder, picture, face), progress);
                        run.add(
                                bundle,
                                set,
                                vectors.stream().map(v -> v.orElse(null)).toArray(float[][]::new));
                    }
                }
            } else {
                EvaluationSet faces = EvaluationSet.of(
                        pairs.toString(), set, pictures.each(files, (picture, face) -> crop(face), progress));
                for (ModelBundle bundle : bundles) {
                    try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EvaluationRun.OPTIONS)) {
                        run.add(bundle, set, faces.vectors(FaceVectors.by(embedder, EvaluationRun.progress("faces"))));
                    }
                }
            }
        }
        return run.report();
    }

    private static FaceImage.Crop crop(ExtractedFace face) {
        return new FaceImage.Crop(face.crop().jpeg(), face.crop().landmarks());
    }

    private static float[] straight(FaceEmbedder embedder, Picture picture, ExtractedFace face) {
        return embedder.embed(List.of(
                        new FaceImage.InPicture(picture.mat(), face.face().landmarks())))
                .get(0)
                .values();
    }
}
