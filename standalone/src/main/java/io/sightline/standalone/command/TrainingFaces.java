package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.models.ModelBundle;
import io.sightline.operations.topics.Unavailable;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.RunningSystem;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.dataset.ArchiveLog;
import io.sightline.trainer.dataset.ArchivedCrops;
import io.sightline.trainer.dataset.DatasetFile;
import io.sightline.trainer.dataset.FolderCrops;
import io.sightline.trainer.dataset.ImageFolder;
import io.sightline.trainer.dataset.Progress;
import io.sightline.trainer.dataset.Split;
import io.sightline.trainer.dataset.UsableCrops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The faces that are trained on, split by person. Open as long as they are used.
 *
 * @param name what they are, for the origin of what is trained
 */
record TrainingFaces(String name, Split split, CropSet all) implements AutoCloseable {
    private static final int PROGRESS_STEP = 200;
    private static final int DIGITS = 16;

    /**
     * @param data pictures in folders, a list of them, or a data set of the archive
     * @param root the data folder, on which the system runs that has the archive
     * @param cache where faces that were cut out of pictures are kept
     * @param seed of the split of pictures; a data set has its own
     * @throws UserError if there are no such faces, or too few people
     * @throws Unavailable if the archive cannot be read
     */
    static TrainingFaces read(Path data, Distribution distribution, Path root, Path cache, long seed)
            throws InterruptedException {
        return isDataset(data) ? archived(data, root) : pictures(data, distribution, cache, seed);
    }

    private static boolean isDataset(Path data) {
        String name = data.toString().toLowerCase(Locale.ROOT);
        return !Files.isDirectory(data) && (name.endsWith(".yml") || name.endsWith(".yaml"));
    }

    private static TrainingFaces archived(Path file, Path root) {
        DatasetFile dataset = DatasetFile.read(file);
        RunningSystem system = RunningSystem.find(DataFolder.of(Optional.of(root)))
                .orElseThrow(() -> new Unavailable("No Sightline runs on the data folder " + root
                        + ", and the faces of " + file + " are in its archive. Start it with ./sightline up, or name"
                        + " its folder with the environment variable SIGHTLINE_DATA"));
        try (ArchiveLog log = ArchiveLog.open(system.connection())) {
            ArchivedCrops crops = dataset.open(log, root.resolve("faces"), progress("records read"));
            try {
                return archived(file.getFileName() + " " + dataset.digest().substring(0, DIGITS), dataset, crops);
            } catch (UserError e) {
                crops.close();
                throw e;
            }
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    private static TrainingFaces archived(String name, DatasetFile dataset, ArchivedCrops crops) {
        crops.gone().forEach(gone -> System.err.println("  left out, as it was erased: " + gone));
        UsableCrops usable = UsableCrops.of(crops);
        usable.refused().forEach(reason -> System.err.println("  left out: " + reason));
        return new TrainingFaces(name, Split.byRule(usable.crops(), dataset.split()), crops);
    }

    private static TrainingFaces pictures(Path data, Distribution distribution, Path cache, long seed)
            throws InterruptedException {
        var reader = new ImageFolder(ModelBundle.load(distribution.bundle("mtcnn")), cache);
        FolderCrops faces = reader.read(data, progress("pictures"));
        try {
            faces.skipped().forEach(s -> System.err.println("  left out: " + s.picture() + " (" + s.reason() + ")"));
            return new TrainingFaces(data.getFileName().toString(), Split.byPerson(faces, seed), faces);
        } catch (UserError e) {
            faces.close();
            throw e;
        }
    }

    private static Progress progress(String what) {
        return (done, total) -> {
            if (done % PROGRESS_STEP == 0 || done == total) {
                System.err.println("  " + done + " of " + total + " " + what);
            }
        };
    }

    @Override
    public void close() {
        all.close();
    }
}
