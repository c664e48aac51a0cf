package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.ConsoleService;
import io.sightline.core.testkit.Prerequisite;
import io.sightline.standalone.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator's morning in Debian's Chromium, by Playwright, against everything running on real video: the steps are in
 * console/web/check/real.mjs. What was seen lies under target/screenshots.
 */
class ConsoleIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SOURCES =
            Path.of("../console/web/check").toAbsolutePath().normalize();
    private static final Path INSTALLED = Path.of("target/browser").toAbsolutePath();
    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @TempDir
    Path folder;

    @Test
    void anOperatorEnrolsSeesCorrectsNamesAndForgetsByThePages() throws Exception {
        Prerequisite.require(
                Files.isExecutable(CHROMIUM), "Chromium is not installed (Debian: apt-get install chromium)");
        install();
        try (RunningStandalone running = RunningStandalone.start(folder)) {
            ConsoleService.Served console = running.system().console().get(60, TimeUnit.SECONDS);

            String printed = run(List.of(
                    "node",
                    "real.mjs",
                    console.url(),
                    console.firstAdminUrl().orElseThrow(),
                    Distribution.locate().home().resolve("media").toString(),
                    SCREENSHOTS.toString()));

            assertThat(printed).contains("ok somebody is forgotten, with a receipt");
        }
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        Path wanted = SOURCES.resolve("package-lock.json");
        Path lock = INSTALLED.resolve("package-lock.json");
        boolean isThere = Files.isDirectory(INSTALLED.resolve("node_modules/playwright-core"))
                && Files.exists(lock)
                && Files.mismatch(lock, wanted) < 0;
        for (String file : List.of("package.json", ".npmrc", "package-lock.json", "real.mjs")) {
            Files.copy(SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!isThere) {
            run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(INSTALLED, "browser", ".log");
        Process process = new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean hasEnded = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(hasEnded)
                    .as("%s ends; it printed %s", command.get(0), printed)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s printed %s", command.get(0), printed)
                    .isZero();
            return printed;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
