package io.sightline.standalone;

import io.sightline.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the built system lies: {@code lib} (our jars), {@code kafka} (the broker's), {@code registry}, {@code bundles}
 * (models) and {@code media} (the demo's cameras). The Maven build of this module makes it.
 */
public record Distribution(Path home) {
    private static final String PROPERTY = "sightline.home";

    public Distribution {
        home = home.toAbsolutePath().normalize();
    }

    /** The folder that the launcher names, or what Maven built, seen from this module's folder. */
    public static Distribution locate() {
        String named = System.getProperty(PROPERTY);
        return new Distribution(named == null ? Path.of("target", "sightline") : Path.of(named));
    }

    /**
     * Our own class path with the broker's jars before it: what both use is the same version, by the build.
     *
     * @throws UserError if the folder is not complete
     */
    public List<String> kafkaClassPath() {
        return List.of(existing(home.resolve("kafka")) + "/*", System.getProperty("java.class.path"));
    }

    /**
     * The registry's runnable jar, which names its libraries itself.
     *
     * @throws UserError if the folder is not complete
     */
    public Path registryJar() {
        Path folder = existing(home.resolve("registry"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*-runner.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
        return existing(folder.resolve("apicurio-registry-app-runner.jar"));
    }

    /** The folder of a model bundle, for example {@code mobilefacenet-128}. */
    public Path bundle(String name) {
        return existing(bundles().resolve(name));
    }

    /** The folder of all packaged model bundles. */
    public Path bundles() {
        return existing(home.resolve("bundles"));
    }

    /** A video or picture of the demo. */
    public Path media(String name) {
        return existing(home.resolve("media").resolve(name));
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new UserError("The build is not complete: " + path + " is missing. Run ./sightline, which builds it,"
                    + " or: mvn package");
        }
        return path;
    }
}
