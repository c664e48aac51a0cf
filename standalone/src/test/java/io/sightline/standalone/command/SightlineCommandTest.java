package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.service.ExitCode;
import io.sightline.standalone.local.Ports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SightlineCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "demo",
                "enroll",
                "people",
                "forget",
                "verify",
                "events",
                "correct",
                "name",
                "clusters",
                "explain",
                "cameras",
                "doctor",
                "evaluate",
                "train",
                "dataset",
                "models",
                "networks",
                "ingest",
                "detector",
                "embedder",
                "matcher"
            })
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isEqualTo(ExitCode.OK.code());
        assertThat(out.toString()).contains("Usage: sightline " + command);
    }

    @Test
    void nothingStartsTheLogBeforeACommandHasSaidWhereItGoes() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SightlineCommand.class.getName(),
                        "--version")
                .redirectErrorStream(true)
                .start();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(loaded).contains(SightlineCommand.class.getName()).doesNotContain("org.slf4j.LoggerFactory ");
    }

    @Test
    void theConsoleIsNotServedToOtherMachinesInTheClear() {
        assertThat(up("--console-host", "0.0.0.0")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains("without encryption")
                .contains("--tls-certificate")
                .contains("--behind-proxy");
    }

    @Test
    void aCertificateThatIsNotThereIsSaidBeforeAnythingStarts() {
        String missing = folder.resolve("console.pem").toString();

        assertThat(up("--tls-certificate", missing, "--tls-key", missing)).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("There is no file " + missing);
    }

    @Test
    void aCertificateAndItsKeyGoTogether() {
        assertThat(up("--tls-key", "console.key")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--tls-certificate, which is missing");
        assertThat(up("--tls-certificate", "console.pem")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("key is missing");
    }

    @Test
    void moreOfTheConsolesSettingsComeFromAFile() throws Exception {
        Path file = folder.resolve("console.yml");
        Files.writeString(file, "console:\n  web:\n    host: 0.0.0.0\n");
        assertThat(up("--console-config", file.toString())).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("reached from other machines at 0.0.0.0");

        Files.writeString(file, "console:\n  keyFile: a.key\n");
        assertThat(up("--console-config", file.toString())).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("leave them out");
    }

    /** On ports that nobody holds. */
    private int up(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("up", "--data", folder.resolve("data").toString()));
        for (String port : List.of("--kafka-port", "--registry-port", "--admin-port", "--console-port")) {
            arguments.addAll(List.of(port, Integer.toString(Ports.free())));
        }
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void noCommandIsAMistakeThatListsThemAll() {
        assertThat(run()).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("Which command?").contains("enroll").contains("doctor");
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        assertThat(run("enrol", "Ada")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("enroll");
    }

    @Test
    void withoutARunningSystemItSaysHowToStartOne() {
        int code = run("people", "--data", folder.toString());

        assertThat(code).isEqualTo(ExitCode.UNAVAILABLE.code());
        assertThat(err.toString())
                .contains("No Sightline runs on the data folder " + folder)
                .contains("./sightline up")
                .doesNotContain("\tat ");
    }

    @Test
    void aPhotoThatIsNoneIsNamed() {
        int code = run(
                "enroll", "Ada", folder.resolve("gone.jpg").toString(), folder.toString(), "--data", folder.toString());

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString())
                .contains("gone.jpg: there is no such file")
                .contains(folder + ": this is a folder")
                .doesNotContain("\tat ");
    }

    @Test
    void aPasswordInPlainTextIsRefusedAndNotRepeated() {
        int code = run("up", "--camera", "lobby=rtsp://admin:hunter2@192.0.2.1/stream", "--data", folder.toString());

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("lobby").contains("${env:").doesNotContain("hunter2");
    }

    @Test
    void aCameraWithoutAnIdIsToldWhatIsMissing() {
        int code = run("up", "--camera", "clip.mp4", "--data", folder.toString());

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("ID=SOURCE").contains("no ID");
    }

    private int run(String... args) {
        return SightlineCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
