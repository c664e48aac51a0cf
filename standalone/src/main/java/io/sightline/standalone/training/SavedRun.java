package io.sightline.standalone.training;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** With which arguments a run was begun: kept in its folder, so that it can go on with the same. */
public final class SavedRun {
    private static final String FILE = "run.json";

    private record Saved(List<String> arguments) {}

    private SavedRun() {}

    /** @throws UserError if a run was begun in the folder before */
    public static void requireNone(Path folder) {
        if (Files.exists(folder.resolve(FILE))) {
            throw new UserError("There is a run in " + folder + " already; go on with it by --resume " + folder
                    + ", or name another folder with --out");
        }
    }

    /** @throws UserError if it cannot be written */
    public static void write(Path folder, List<String> arguments) {
        try {
            Files.createDirectories(folder);
            Path beside = folder.resolve(FILE + ".new");
            Files.write(
                    beside, new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(new Saved(arguments)));
            Files.move(beside, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UserError("The run's folder " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws UserError if no run was begun in the folder */
    public static List<String> arguments(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new UserError(
                    "No run was begun in " + folder + ": it has no " + FILE + "; expected the folder that --out named");
        }
        try {
            return new JsonMapper().readValue(file.toFile(), Saved.class).arguments();
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
