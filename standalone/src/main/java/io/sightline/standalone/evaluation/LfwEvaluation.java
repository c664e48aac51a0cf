package io.sightline.standalone.evaluation;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.standalone.evaluation.LfwPairs.Image;
import io.sightline.standalone.evaluation.VerificationScores.Accuracy;
import io.sightline.standalone.evaluation.VerificationScores.Scored;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.standalone.faces.Photo;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Runs Labeled Faces in the Wild through detector, alignment and embedder. */
public final class LfwEvaluation {
    /** A pair with a picture in which no face was found counts as strangers, farther than any two can be. */
    private static final double NEVER = 2.01;

    private final FaceReader reader;
    private final boolean direct;

    /** @param direct whether to align straight from the photo, without the canonical crop */
    public LfwEvaluation(FaceReader reader, boolean direct) {
        this.reader = reader;
        this.direct = direct;
    }

    /**
     * What came out.
     *
     * @param accuracy mean over the folds
     * @param auc over the pairs of the file
     * @param tarAt1e2 share of the file's genuine pairs accepted where 1 in 100 of all impostor pairs passes
     * @param tarAt1e3 the same for 1 in 1000
     * @param facesNotFound pictures without a face
     */
    public record Result(
            String model,
            int images,
            int facesNotFound,
            int pairs,
            long impostorPairs,
            List<Double> foldAccuracies,
            double accuracy,
            double threshold,
            double auc,
            double tarAt1e2,
            double thresholdAt1e2,
            double tarAt1e3,
            double thresholdAt1e3) {}

    /**
     * Does it all.
     *
     * @param progress gets the number of pictures done so far
     * @throws UserError if a file is missing or wrong
     */
    public Result run(Path images, Path pairsFile, IntConsumer progress) throws InterruptedException {
        var pairs = LfwPairs.read(pairsFile);
        Map<Image, Optional<Embedding>> vectors = embed(pairs.images(), images, progress);
        List<List<Scored>> folds = pairs.folds().stream()
                .map(fold -> fold.stream()
                        .map(p -> new Scored(distance(vectors.get(p.first()), vectors.get(p.second())), p.isGenuine()))
                        .toList())
                .toList();
        List<Scored> all = folds.stream().flatMap(List::stream).toList();
        double[] impostors = impostors(vectors);
        if (impostors.length == 0) {
            throw new UserError("Faces of two different people were not found in the pictures of " + pairsFile
                    + ": nothing can be compared");
        }
        List<Accuracy> accuracies = VerificationScores.crossValidated(folds);
        double at1e2 = VerificationScores.thresholdAt(1e-2, impostors);
        double at1e3 = VerificationScores.thresholdAt(1e-3, impostors);
        return new Result(
                reader.manifest().id().toString(),
                vectors.size(),
                (int) vectors.values().stream().filter(Optional::isEmpty).count(),
                all.size(),
                impostors.length,
                accuracies.stream().map(Accuracy::accuracy).toList(),
                accuracies.stream().mapToDouble(Accuracy::accuracy).average().orElseThrow(),
                accuracies.stream().mapToDouble(Accuracy::threshold).average().orElseThrow(),
                VerificationScores.areaUnderCurve(all),
                VerificationScores.trueAcceptRate(all, at1e2),
                at1e2,
                VerificationScores.trueAcceptRate(all, at1e3),
                at1e3);
    }

    private Map<Image, Optional<Embedding>> embed(List<Image> images, Path folder, IntConsumer progress)
            throws InterruptedException {
        for (Image image : images) {
            if (!Files.exists(image.in(folder))) {
                throw new UserError("The pairs file names " + image.in(folder) + ", which is not there");
            }
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<Image, Future<Optional<Embedding>>> tasks = new LinkedHashMap<>();
            images.forEach(i -> tasks.put(i, threads.submit(() -> embed(i.in(folder)))));
            Map<Image, Optional<Embedding>> vectors = new HashMap<>();
            for (var task : tasks.entrySet()) {
                vectors.put(task.getKey(), task.getValue().get());
                progress.accept(vectors.size());
            }
            return vectors;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError user) {
                throw user;
            }
            throw new IllegalStateException("A picture could not be evaluated", e.getCause());
        } finally {
            threads.shutdownNow();
            awaitEnd(threads);
        }
    }

    /** The sessions that they use are closed next: what runs in native code then would bring the process down. */
    private static void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true; // a picture takes a second at most
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Embedding> embed(Path file) {
        try (Picture picture = Picture.decode(Photo.bytes(file), PictureLimits.DEFAULT)) {
            return nearestToCentre(reader.faces(picture), picture)
                    .map(face -> direct ? reader.embedDirectly(picture, face) : reader.embed(face));
        } catch (UnreadablePictureException e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
    }

    /** By the benchmark's convention the named person is in the middle. */
    private static Optional<ExtractedFace> nearestToCentre(List<ExtractedFace> faces, Picture picture) {
        return faces.stream().min(Comparator.comparingDouble(f -> {
            var box = f.face().box();
            return Math.hypot(
                    box.x() + box.width() / 2 - picture.width() / 2.0,
                    box.y() + box.height() / 2 - picture.height() / 2.0);
        }));
    }

    private static double distance(Optional<Embedding> a, Optional<Embedding> b) {
        return a.isPresent() && b.isPresent() ? a.get().distanceTo(b.get()) : NEVER;
    }

    /** Distances of all pairs of two different people among the pictures, ascending. */
    private static double[] impostors(Map<Image, Optional<Embedding>> vectors) {
        List<Image> found = vectors.keySet().stream()
                .filter(i -> vectors.get(i).isPresent())
                .sorted(Comparator.comparing(Image::person).thenComparing(Image::number))
                .toList();
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Image first = found.get(i);
            Embedding vector = vectors.get(first).orElseThrow();
            rows.add(found.subList(i + 1, found.size()).stream()
                    .filter(other -> !other.person().equals(first.person()))
                    .mapToDouble(other -> vector.distanceTo(vectors.get(other).orElseThrow()))
                    .toArray());
        }
        double[] all = rows.stream().flatMapToDouble(Arrays::stream).toArray();
        Arrays.sort(all);
        return all;
    }
}
