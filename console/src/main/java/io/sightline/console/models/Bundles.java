package io.sightline.console.models;

import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.ModelStore;
import io.sightline.operations.rollout.ModelCatalog;
import io.sightline.operations.rollout.ModelRegister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bundles in the console's folders. To check one reads all of its files, so what was found is kept until a folder
 * changes, or for a while. Thread-safe.
 */
public final class Bundles {
    /** A file may be damaged where it lies. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final List<Path> folders;
    private final InstantSource clock;
    private List<ModelStore.Entry> entries = List.of();
    private Map<Path, Long> seen = Map.of();
    private Instant checkedAt = Instant.MIN;

    /** @param folders where to look; perhaps none */
    public Bundles(List<Path> folders, InstantSource clock) {
        this.folders = List.copyOf(folders);
        this.clock = clock;
    }

    /** All, sound or not; a folder that cannot be read is one that is not. */
    synchronized List<ModelStore.Entry> list() {
        if (folders.isEmpty()) {
            return List.of();
        }
        Map<Path, Long> now = manifests(folders);
        if (!now.equals(seen) || checkedAt.plus(KEPT).isBefore(clock.instant())) {
            try {
                entries = new ModelStore(folders).list();
            } catch (UserError e) {
                entries = List.of(new ModelStore.Entry.Broken(folders.get(0), e.getMessage()));
            }
            seen = now;
            checkedAt = clock.instant();
        }
        return entries;
    }

    /** By file, when it was last changed. */
    private static Map<Path, Long> manifests(List<Path> folders) {
        Map<Path, Long> found = new TreeMap<>();
        for (Path folder : folders) {
            try (Stream<Path> children = Files.list(folder)) {
                for (Path child : children.toList()) {
                    Path manifest = child.resolve(ModelBundle.MANIFEST);
                    if (Files.exists(manifest)) {
                        found.put(child, Files.getLastModifiedTime(child).toMillis());
                        found.put(manifest, Files.getLastModifiedTime(manifest).toMillis());
                    }
                }
            } catch (IOException e) {
                found.put(folder, -1L); // not there yet, or it changes just now
            }
        }
        return found;
    }

    /** What their manifests say, of those that can be used. */
    public List<Manifest> manifests() {
        return list().stream()
                .filter(ModelStore.Entry.Sound.class::isInstance)
                .map(e -> ((ModelStore.Entry.Sound) e).bundle().manifest())
                .toList();
    }

    ModelCatalog catalog(ModelRegister register) {
        return new ModelCatalog(list(), where(), register);
    }

    boolean isAnywhere() {
        return !folders.isEmpty();
    }

    String where() {
        return folders.isEmpty()
                ? "the console's folders of models, of which its settings name none"
                : folders.stream().map(Path::toString).collect(Collectors.joining(" and "));
    }
}
