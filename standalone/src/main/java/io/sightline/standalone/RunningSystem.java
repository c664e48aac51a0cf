package io.sightline.standalone;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 */
public record RunningSystem(long pid, String bootstrapServers, String registryUrl, String adminUrl) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The system that runs on this folder, or else the demo that runs under it. */
    public static Optional<RunningSystem> find(DataFolder folder) {
        return Stream.of(folder, folder.demo()).flatMap(f -> in(f).stream()).findFirst();
    }

    private static Optional<RunningSystem> in(DataFolder folder) {
        Path file = folder.runningFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var found = JSON.readValue(file.toFile(), RunningSystem.class);
            // A killed system leaves its file behind.
            return ProcessHandle.of(found.pid()).filter(ProcessHandle::isAlive).map(p -> found);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read; if no Sightline runs, delete it", e);
        }
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

    public Connection connection() {
        return new Connection(
                Map.of("bootstrap.servers", bootstrapServers), new RegistryConfig(registryUrl, Map.of()), "");
    }
}
