package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's PyTorch in Python, as a child process: who wrote the formats that are read and written here. */
public final class PythonTorch {
    private static final String PYTHON = "/usr/bin/python3"; // Debian's own: another has no python3-torch
    private static final Path SCRIPTS = Path.of("src/test/python");

    private PythonTorch() {}

    /** Skips the test where Debian's python3-torch is not installed; in CI it must be. */
    public static void assumeInstalled() throws Exception {
        assumeInstalled("torch", "python3-torch");
    }

    /** The same for another module of Python, of the Debian package of that name. */
    public static void assumeInstalled(String module, String debianPackage) throws Exception {
        boolean installed = Files.isExecutable(Path.of(PYTHON)) && exitCode(List.of("-c", "import " + module)) == 0;
        String missing = "Python's " + module + " is not installed: Debian's " + debianPackage;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(installed).as(missing).isTrue();
        }
        assumeTrue(installed, missing);
    }

    /** Runs a script of {@code src/test/python}. */
    public static void run(String script, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        assertThat(exitCode(command)).as(String.join(" ", command)).isZero();
    }

    private static int exitCode(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.addAll(arguments);
        Path output = Files.createTempFile("python", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ends in time")
                    .isTrue();
            if (process.exitValue() != 0) {
                System.out.println(Files.readString(output, StandardCharsets.UTF_8));
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
