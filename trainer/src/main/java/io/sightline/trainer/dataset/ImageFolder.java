package io.sightline.trainer.dataset;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Reads a folder of pictures as a data set: {@code FOLDER/person/picture.jpg} (as CASIA-WebFace and LFW lie), or a file
 * of lines {@code class;path} (cls_train.txt). In each picture the person's face is found and cut to the canonical
 * template, on all cores; what was cut is kept, so that the next run starts at once. What {@code dataset export} wrote
 * holds canonical crops already, which are taken as they are.
 */
public final class ImageFolder {
    private final ModelBundle detector;
    private final Path cache;

    /**
     * @param detector the bundle that finds faces
     * @param cache the folder in which cut faces are kept, in one folder for each data set: copies of the pictures'
     *     faces. A picture that was taken away or changed goes from it at the next reading
     */
    public ImageFolder(ModelBundle detector, Path cache) {
        this.detector = detector;
        this.cache = cache;
    }

    public FolderCrops read(Path source) throws InterruptedException {
        return read(source, Progress.NONE);
    }

    /**
     * Finds and cuts all faces. Pictures that cannot be used are named in the answer and spoil nothing.
     *
     * @param source a folder with a folder per person, or a list of pictures
     * @throws UserError if there is no such data set, it has no picture or no face, or the cache cannot be written
     */
    public FolderCrops read(Path source, Progress progress) throws InterruptedException {
        PictureListing listing = PictureListing.of(source);
        Map<String, Landmarks> canonical = LandmarksFile.read(listing.root());
        Map<String, CropPack.Stamp> stamps = new HashMap<>();
        for (LabelledPicture picture : listing.pictures()) {
            stamps.put(picture.name(), CropPack.Stamp.of(picture.file()));
        }
        var pack = CropPack.open(cacheFolder(source), FaceCutter.version(detector), stamps);
        try {
            List<LabelledPicture> unknown = listing.pictures().stream()
                    .filter(p -> !isKnown(pack, p, canonical.get(p.name())))
                    .toList();
            cut(unknown, canonical, stamps, pack, progress);
            pack.finish();
            return collect(source, listing, pack, unknown.size());
        } catch (RuntimeException | InterruptedException e) {
            pack.close();
            throw e;
        }
    }

    /** One folder for each source, whatever way leads to it. */
    private Path cacheFolder(Path source) {
        try {
            Path real = source.toRealPath();
            String hash = Sha256.of(real.toString().getBytes(StandardCharsets.UTF_8));
            return cache.resolve(real.getFileName() + "-" + hash.substring(0, 12));
        } catch (IOException e) {
            throw new UserError("The data set " + source + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isKnown(CropPack pack, LabelledPicture picture, Landmarks canonical) {
        Optional<CropPack.Entry> entry = pack.entry(picture.name());
        if (entry.isEmpty() || entry.get() instanceof CropPack.Entry.Skipped) {
            return entry.isPresent();
        }
        return entry.get() instanceof CropPack.Entry.Canonical known
                ? known.landmarks().equals(canonical)
                : canonical == null;
    }

    private void cut(
            List<LabelledPicture> pictures,
            Map<String, Landmarks> canonical,
            Map<String, CropPack.Stamp> stamps,
            CropPack pack,
            Progress progress)
            throws InterruptedException {
        if (pictures.isEmpty()) {
            return;
        }
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        try (var cutter = new FaceCutter(detector)) {
            try {
                // So many at once that all cores have work, and so few that what waits to be written stays small.
                Queue<Future<CutPicture>> ahead = new ArrayDeque<>();
                int submitted = 0;
                for (int done = 0; done < pictures.size(); done++) {
                    for (; submitted < pictures.size() && ahead.size() < 4 * cores; submitted++) {
                        LabelledPicture next = pictures.get(submitted);
                        Landmarks points = canonical.get(next.name());
                        ahead.add(threads.submit(() ->
                                points == null ? cutter.cut(next.file()) : FaceCutter.canonical(next.file(), points)));
                    }
                    LabelledPicture picture = pictures.get(done);
                    pack.add(
                            picture.name(),
                            stamps.get(picture.name()),
                            ahead.remove().get());
                    progress.reached(done + 1, pictures.size());
                }
            } finally {
                threads.shutdownNow();
                awaitEnd(threads);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A picture could not be examined", e.getCause());
        }
    }

    /** The detector is closed next: what runs in native code then would bring the process down. */
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

    private static FolderCrops collect(Path source, PictureListing listing, CropPack pack, int examined) {
        List<FolderCrops.Face> faces = new ArrayList<>();
        List<SkippedPicture> skipped = new ArrayList<>();
        for (LabelledPicture picture : listing.pictures()) {
            CropPack.Entry entry = pack.entry(picture.name()).orElseThrow();
            if (entry instanceof CropPack.Entry.Skipped no) {
                skipped.add(new SkippedPicture(picture.personId(), picture.name(), no.reason()));
            } else {
                faces.add(new FolderCrops.Face(picture, entry));
            }
        }
        if (faces.isEmpty()) {
            throw new UserError(
                    "No face was found in the " + skipped.size() + " pictures of " + source + "; the first: "
                            + skipped.get(0).picture() + " (" + skipped.get(0).reason() + ")");
        }
        return new FolderCrops(pack, faces, skipped, examined);
    }
}
