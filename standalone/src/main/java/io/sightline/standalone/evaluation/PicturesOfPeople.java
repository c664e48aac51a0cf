package io.sightline.standalone.evaluation;

import io.sightline.core.UserError;
import io.sightline.operations.topics.Photo;
import io.sightline.standalone.faces.FaceFinder;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;

/** Looks at the named person's face in each of many pictures, on all cores. */
public final class PicturesOfPeople {
    private final FaceFinder finder;

    /** The finder stays the caller's. */
    public PicturesOfPeople(FaceFinder finder) {
        this.finder = finder;
    }

    /**
     * @param look what to make of a face and the picture that it is in; called by several threads
     * @param progress gets the number of pictures done so far
     * @return by the picture's number; empty where no face was found
     * @throws UserError if a picture is missing or cannot be read
     */
    public <T> List<Optional<T>> each(
            List<Path> files, BiFunction<Picture, ExtractedFace, T> look, IntConsumer progress)
            throws InterruptedException {
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new UserError("The pairs file names " + file + ", which is not there");
            }
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Optional<T>>> tasks = new ArrayList<>();
            files.forEach(file -> tasks.add(threads.submit(() -> one(file, look))));
            List<Optional<T>> seen = new ArrayList<>();
            for (Future<Optional<T>> task : tasks) {
                seen.add(task.get());
                progress.accept(seen.size());
            }
            return seen;
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

    private <T> Optional<T> one(Path file, BiFunction<Picture, ExtractedFace, T> look) {
        try (Picture picture = Picture.decode(Photo.bytes(file), PictureLimits.DEFAULT)) {
            return nearestToCentre(finder.faces(picture), picture).map(face -> look.apply(picture, face));
        } catch (UnreadablePictureException e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
    }

    /** By the benchmarks' convention the named person is in the middle. */
    private static Optional<ExtractedFace> nearestToCentre(List<ExtractedFace> faces, Picture picture) {
        return faces.stream().min(Comparator.comparingDouble(f -> {
            var box = f.face().box();
            return Math.hypot(
                    box.x() + box.width() / 2 - picture.width() / 2.0,
                    box.y() + box.height() / 2 - picture.height() / 2.0);
        }));
    }
}
