package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.service.ExitCode;
import io.sightline.trainer.training.SavedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is read or written. */
class TrainCommandTest {
    @TempDir
    Path folder;

    private String refused(String... arguments) {
        List<String> all = new ArrayList<>(List.of("train"));
        all.addAll(List.of(arguments));
        var err = new StringWriter();
        int code = SightlineCommand.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).doesNotContain("\tat ");
        return err.toString();
    }

    private String data() {
        return "--data=" + folder;
    }

    private String out() {
        return "--out=" + folder.resolve("run");
    }

    @Test
    void whatDoesNotRunIsRefusedAndLeavesNoRunBehind() {
        assertThat(refused()).contains("Train on what?");
        assertThat(refused(data(), out(), "--precision", "bf16")).contains("precision is bf16", "Take fp32");
        assertThat(refused(data(), out(), "--prune", "0.25")).contains("name it with --init");
        assertThat(refused(data(), out(), "--init", folder.toString())).contains("neither a bundle nor a finished run");
        assertThat(refused(data(), out(), "--margin", "9")).contains("margin of triplets: above 0, at most 4, got 9");
        assertThat(refused(data(), out(), "--arch", "resnet19")).contains("resnet18");
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedAndLeavesNoRunBehind() {
        assertThat(refused(data(), out(), "--device", "cuda")).contains("device is 'cuda', expected auto, cpu, gpu:0");
        assertThat(refused(data(), out(), "--device", "gpu:0,gpu:0")).contains("names gpu:0 twice");
        assertThat(refused(data(), out(), "--device", "cpu,gpu:0")).contains("only GPUs compute together");
        assertThat(refused(data(), out(), "--device", "gpu:0,gpu:99"))
                .contains("device is gpu:0,gpu:99, but PyTorch sees", "auto or cpu");
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }

    @Test
    void aDataSetOfTheArchiveIsReadFirst() throws IOException {
        Path file = folder.resolve("dataset.yml");
        String[] arguments = {"--data=" + file, out(), "--teacher", "none"};

        assertThat(refused(arguments)).contains("no data set file " + file, "./sightline dataset create");
        Files.writeString(file, "version: 1\ntopic: crops\n");
        assertThat(refused(arguments)).contains(file + " cannot be used");
        assertThat(Files.exists(folder.resolve("run"))).isFalse();
    }

    @Test
    void aRunGoesOnWithItsOwnSettings() {
        assertThat(refused("--resume", folder.toString())).contains("No run was begun in " + folder);
        SavedRun.write(folder, List.of(data(), "--precision=fp16"), 1, Instant.EPOCH);

        assertThat(refused("--resume", folder.toString())).contains("precision is fp16");
        assertThat(refused("--resume", folder.toString(), "--epochs", "3")).contains("leave the other options away");
        assertThat(refused(data(), "--out", folder.toString())).contains("There is a run in " + folder);
    }

    @Test
    void aSweepTriesTheSettingsThatItNames() {
        assertThat(refused(data(), out(), "--sweep", "margins=0.3,0.5")).contains("--margins");
        assertThat(refused(data(), out(), "--sweep", "margin=0.3,9")).contains("at most 4, got 9");
        assertThat(refused(data(), out(), "--sweep", "precision=bf16")).contains("precision is bf16");
    }
}
