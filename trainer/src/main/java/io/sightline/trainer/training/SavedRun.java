package io.sightline.trainer.training;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** With which arguments a run was begun: kept in its folder, so that it can go on with the same. */
public final class SavedRun {
    public static final String FILE = "run.json";

    /** Where the bundle comes to lie in the run's folder; it says that the run is finished. */
    public static final String BUNDLE = "bundle";

    /** The page about the run in its folder. It shows faces. */
    public static final String REPORT = "report.html";

    /** As it stands in the file; what a former version did not write is null. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Saved(List<String> arguments, String begun, Integer epochs) {}

    /**
     * When a run was begun for the first time, and how many epochs it goes; each empty if a former version began it.
     */
    public record Beginning(Optional<Instant> at, Optional<Integer> epochs) {}

    private SavedRun() {}

    /** @throws UserError if a run was begun in the folder before */
    public static void requireNone(Path folder) {
        if (Files.exists(folder.resolve(FILE))) {
            throw new UserError("There is a run in " + folder + " already; go on with it by --resume " + folder
                    + ", or name another folder with --out");
        }
    }

    /**
     * Keeps them. A run that goes on keeps when it was begun.
     *
     * @param epochs that it goes, at most
     * @throws UserError if it cannot be written
     */
    public static void write(Path folder, List<String> arguments, int epochs, Instant now) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            String begun = Files.exists(file) ? read(file).begun() : now.toString();
            Path beside = folder.resolve(FILE + ".new");
            Files.write(
                    beside,
                    new JsonMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsBytes(new Saved(arguments, begun, epochs)));
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
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
            return read(file).arguments();
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** As far as the folder says it. */
    public static Beginning beginning(Path folder) {
        try {
            Saved saved = read(folder.resolve(FILE));
            return new Beginning(
                    Optional.ofNullable(saved.begun()).map(Instant::parse), Optional.ofNullable(saved.epochs()));
        } catch (IOException | java.time.DateTimeException e) {
            return new Beginning(Optional.empty(), Optional.empty());
        }
    }

    private static Saved read(Path file) throws IOException {
        return new JsonMapper().readValue(file.toFile(), Saved.class);
    }
}
