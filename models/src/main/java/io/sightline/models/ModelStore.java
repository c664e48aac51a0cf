package io.sightline.models;

import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Folders that hold model bundles, one a subfolder; a bundle is found by the id in its manifest, whatever its folder is
 * called. The first folder also takes new ones. Subfolders without a manifest, and folders that are not there yet, are
 * passed over. Thread-safe, also against other processes: a bundle appears whole or not at all, and never changes.
 */
public final class ModelStore {
    private static final String UNFINISHED = ".adding-";

    private final List<Path> folders;

    /** What lies in a subfolder that has a manifest. */
    public sealed interface Entry {
        Path folder();

        /** A bundle that can be used: every file is as its manifest says. */
        record Sound(ModelBundle bundle) implements Entry {
            @Override
            public Path folder() {
                return bundle.folder();
            }
        }

        /** @param reason for an operator: the file, and what is wrong with it */
        record Broken(Path folder, String reason) implements Entry {}
    }

    /** @param folders where to look, in this order; at least one */
    public ModelStore(List<Path> folders) {
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("A model store has at least one folder");
        }
        this.folders = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    /**
     * The bundle of that id, its files checked; empty if there is none.
     *
     * @throws UserError if it is there, but cannot be used: naming the file and what is wrong; or if a folder of the
     *     store cannot be read
     */
    public Optional<ModelBundle> find(ModelId id) {
        UserError broken = null;
        for (Path bundle : bundleFolders()) {
            if (idOf(bundle).equals(id.toString())) {
                try {
                    return Optional.of(ModelBundle.load(bundle));
                } catch (UserError e) {
                    broken = e; // another folder may hold a sound copy
                }
            }
        }
        if (broken != null) {
            throw broken;
        }
        return Optional.empty();
    }

    /** Where the manifest cannot be read, the folder's name: {@link #add} names folders after their models. */
    private static String idOf(Path bundle) {
        return readableId(bundle).orElseGet(() -> bundle.getFileName().toString());
    }

    private static Optional<String> readableId(Path bundle) {
        try {
            return Optional.of(ModelBundle.readManifest(bundle).id().toString());
        } catch (UserError e) {
            return Optional.empty();
        }
    }

    /**
     * As {@link #find}, where the bundle has to be there.
     *
     * @throws UserError also if there is none, naming the folders and what they hold by its manifests: whoever waits for
     *     a bundle asks every few seconds, and must not have every other one's files checked for a message
     */
    public ModelBundle require(ModelId id) {
        return find(id).orElseThrow(() -> {
            List<String> known = bundleFolders().stream()
                    .flatMap(bundle -> readableId(bundle).stream())
                    .distinct()
                    .toList();
            return new UserError("There is no model " + id + " in " + where() + "; expected "
                    + (known.isEmpty() ? "a bundle there" : "one of " + String.join(", ", known)));
        });
    }

    /**
     * Takes a bundle into the first folder, under its id. One that is there already stays as it is.
     *
     * @param bundleFolder is only read
     * @return the bundle in the store
     * @throws UserError if the bundle is not sound; if the store has another of this id; or if it cannot be written:
     *     then the store is as before
     */
    public ModelBundle add(Path bundleFolder) {
        ModelBundle bundle = ModelBundle.load(bundleFolder.toAbsolutePath().normalize());
        Path home = folders.get(0);
        Path target = home.resolve(bundle.id().toString());
        try {
            Files.createDirectories(home);
            Path unfinished = Files.createDirectory(home.resolve(UNFINISHED + UUID.randomUUID()));
            try {
                copy(bundle, unfinished);
                // Read again from where it will be used: the disk may have failed, or the source may have changed.
                ModelBundle.load(unfinished);
                return publish(bundle, unfinished, target);
            } finally {
                delete(unfinished);
            }
        } catch (IOException e) {
            throw new UserError("Model " + bundle + " cannot be added to " + home + ": " + reason(e), e);
        }
    }

    private static ModelBundle publish(ModelBundle bundle, Path unfinished, Path target) throws IOException {
        if (!Files.exists(target)) {
            try {
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
                return ModelBundle.load(target);
            } catch (IOException e) {
                if (!Files.exists(target)) {
                    throw e;
                } // else another process was faster
            }
        }
        ModelBundle there;
        try {
            there = ModelBundle.load(target);
        } catch (UserError e) {
            throw new UserError(
                    "The store has the model already, but damaged: " + e.getMessage() + ". Remove " + target
                            + " and add it again",
                    e);
        }
        if (!there.manifest().equals(bundle.manifest())) {
            throw new UserError("The store has another bundle of the id " + bundle.id() + " at " + target
                    + ": what the manifests say differs. An id stands for one bundle for ever; give the one at "
                    + bundle.folder() + " another version");
        }
        return there;
    }

    private static void copy(ModelBundle bundle, Path target) throws IOException {
        for (String file : bundle.manifest().checksums().keySet()) {
            Files.copy(bundle.folder().resolve(file), target.resolve(file));
        }
        Files.copy(bundle.folder().resolve(ModelBundle.MANIFEST), target.resolve(ModelBundle.MANIFEST));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * All bundles, by folder and name, sound or not; of those with one id the first that is sound.
     *
     * @throws UserError if a folder of the store cannot be read
     */
    public List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        Set<ModelId> known = new HashSet<>();
        for (Path folder : bundleFolders()) {
            try {
                ModelBundle bundle = ModelBundle.load(folder);
                if (known.add(bundle.id())) {
                    entries.add(new Entry.Sound(bundle));
                }
            } catch (UserError e) {
                entries.add(new Entry.Broken(folder, e.getMessage()));
            }
        }
        return entries;
    }

    private List<Path> bundleFolders() {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.exists(folder)) {
                continue;
            }
            try (Stream<Path> children = Files.list(folder)) {
                children.filter(child -> !child.getFileName().toString().startsWith("."))
                        .filter(child -> Files.exists(child.resolve(ModelBundle.MANIFEST)))
                        .sorted()
                        .forEach(found::add);
            } catch (IOException | UncheckedIOException e) {
                throw new UserError("The model store " + folder + " cannot be read: " + reason(e), e);
            }
        }
        return found;
    }

    /** Files' exceptions say the path only, where their class says what is wrong. */
    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** The folders, for messages. */
    public String where() {
        return String.join(" and ", folders.stream().map(Path::toString).toList());
    }

    @Override
    public String toString() {
        return "ModelStore[" + where() + "]";
    }
}
