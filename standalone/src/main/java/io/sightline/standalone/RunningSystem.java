package io.sightline.standalone;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.models.ModelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How other commands reach a system that runs; stands in its data folder while it does.
 *
 * @param pid of the process that runs the stages
 * @param bootstrapServers of Kafka
 * @param registryUrl the schema registry, without the path of an API
 * @param adminUrl where health and metrics are served
 * @param consoleUrl where the console's page is; null if it does not say
 * @param embedder id of the model that it was started with; null if it does not say
 * @param models the folder that new bundles are added to; null if it does not say
 */
public record RunningSystem(
        long pid,
        String bootstrapServers,
        String registryUrl,
        String adminUrl,
        String consoleUrl,
        String embedder,
        String models) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public RunningSystem {
        requireNonNull(bootstrapServers, "bootstrapServers");
        requireNonNull(registryUrl, "registryUrl");
        requireNonNull(adminUrl, "adminUrl");
    }

    /**
     * The system that runs on this folder, or else the demo that runs under it.
     *
     * @throws UserError if its file is damaged or may not be read
     */
    public static Optional<RunningSystem> find(DataFolder folder) {
        return Stream.of(folder, folder.demo()).flatMap(f -> in(f).stream()).findFirst();
    }

    private static Optional<RunningSystem> in(DataFolder folder) {
        Path file = folder.runningFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var found = JSON.readValue(Files.readString(file), RunningSystem.class);
            if (found == null) {
                throw new UserError(unreadable(file) + "it says nothing");
            }
            // A killed system leaves its file behind.
            return ProcessHandle.of(found.pid()).filter(ProcessHandle::isAlive).map(p -> found);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it was stopped this moment
        } catch (AccessDeniedException e) {
            throw new UserError(unreadable(file) + "no permission", e);
        } catch (JsonProcessingException e) {
            throw new UserError(unreadable(file) + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UserError(unreadable(file) + e.getMessage(), e);
        }
    }

    private static String unreadable(Path file) {
        return file + " should say how the running Sightline is reached, but cannot be read; if none runs, delete it: ";
    }

    /** Whether a system was killed on this folder, or runs there still. */
    static boolean isLeftIn(DataFolder folder) {
        return Files.exists(folder.runningFile());
    }

    void publishIn(DataFolder folder) {
        Path file = folder.runningFile();
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), this);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    static void withdrawFrom(DataFolder folder) {
        try {
            Files.deleteIfExists(folder.runningFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder.runningFile(), e);
        }
    }

    /** The model that decides here as long as topic {@code models} names no other. */
    public Optional<String> startedWith() {
        return Optional.ofNullable(embedder);
    }

    /** Where its embedder looks for models, the folder that takes new ones first. */
    public ModelStore modelStore(Distribution distribution) {
        List<Path> folders = new ArrayList<>();
        if (models != null) {
            folders.add(Path.of(models));
        }
        folders.add(distribution.bundles());
        return new ModelStore(folders);
    }

    public Connection connection() {
        return new Connection(
                Map.of("bootstrap.servers", bootstrapServers), new RegistryConfig(registryUrl, Map.of()), "");
    }
}
