package io.sightline.standalone.command;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.operations.topics.Photo;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.evaluation.PicturesOfPeople;
import io.sightline.standalone.faces.FaceFinder;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.PairSet;
import io.sightline.trainer.evaluation.PairsFile;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        try (FaceFinder finder = FaceFinder.open(distribution)) {
            List<Optional<Found>> found = new PicturesOfPeople(finder)
                    .each(files, (picture, face) -> Found.of(face), EvaluationRun.progress("pictures"));
            EvaluationSet faces = EvaluationSet.of(
                    pairs.toString(),
                    set,
                    found.stream().map(f -> f.map(Found::crop)).toList());
            if (!direct) {
                EvaluationRun run = new EvaluationRun(options, "canonical crop", faces);
                run.addAll(bundles);
                return run.report();
            }
            EvaluationRun run = new EvaluationRun(options, "straight from the photo", faces);
            for (ModelBundle bundle : bundles) {
                try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EvaluationRun.EMBEDDING)) {
                    run.add(bundle, straight(embedder, files, found));
                }
            }
            return run.report();
        }
    }

    /** A face as the models get it, and where it is in the photo. */
    private record Found(FaceImage.Crop crop, Landmarks inPhoto) {
        static Found of(ExtractedFace face) {
            return new Found(
                    new FaceImage.Crop(face.crop().jpeg(), face.crop().landmarks()),
                    face.face().landmarks());
        }
    }

    private static float[][] straight(FaceEmbedder embedder, List<Path> files, List<Optional<Found>> found) {
        float[][] vectors = new float[files.size()][];
        for (int i = 0; i < vectors.length; i++) {
            if (found.get(i).isPresent()) {
                Landmarks points = found.get(i).get().inPhoto();
                try (Picture picture = Picture.decode(Photo.bytes(files.get(i)), PictureLimits.DEFAULT)) {
                    vectors[i] = embedder.embed(List.of(new FaceImage.InPicture(picture.mat(), points)))
                            .get(0)
                            .values();
                } catch (UnreadablePictureException e) {
                    throw new UserError(files.get(i) + ": " + e.getMessage(), e);
                }
            }
        }
        return vectors;
    }
}
