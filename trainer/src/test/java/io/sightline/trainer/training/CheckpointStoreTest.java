package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.sightline.core.UserError;
import io.sightline.trainer.testkit.TinyTraining;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
    /** Linux has a disk that is always full. */
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path folder;

    private final List<String> damaged = new ArrayList<>();

    private static Checkpoint checkpoint(long step) {
        var place = new Checkpoint.Place(step, 1, 2, 0, 0.5, "AUC", 0, "digest");
        return new Checkpoint(place, Map.of("network/a", new float[] {step, -1.5f}, "losses/b", new float[100_000]));
    }

    private static FileChannel open(Path file, boolean isFull) throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        return FileChannel.open(isFull ? FULL : file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(CheckpointStore.FOLDER))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path file(String name) {
        return folder.resolve(CheckpointStore.FOLDER).resolve(name);
    }

    @Test
    void theLastTwoAreKeptAndTheLastIsRead() throws IOException {
        var store = new CheckpointStore(folder);
        for (long step = 1; step <= 3; step++) {
            store.save(checkpoint(step));
        }
        Checkpoint last = store.last(damaged::add).orElseThrow();

        assertThat(files()).containsExactly("step-000000002.checkpoint", "step-000000003.checkpoint");
        assertThat(last.place()).isEqualTo(checkpoint(3).place());
        assertThat(last.tensors().get("network/a")).containsExactly(3, -1.5f);
        assertThat(damaged).isEmpty();
    }

    @Test
    void onAFullDiskTheFormerCheckpointStaysAndIsNamed() throws IOException {
        assumeTrue(Files.exists(FULL), "needs /dev/full");
        new CheckpointStore(folder).save(checkpoint(1));
        var full = new CheckpointStore(folder, file -> open(file, true));

        assertThatThrownBy(() -> full.save(checkpoint(2)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("No space left")
                .hasMessageContaining("step-000000001.checkpoint")
                .hasMessageContaining("--resume " + folder);
        assertThat(files()).containsExactly("step-000000001.checkpoint");
        assertThat(full.last(damaged::add).orElseThrow().place().step()).isEqualTo(1);
    }

    @Test
    void oneThatIsCutShortOrChangedGivesWayToTheFormer() throws IOException {
        var store = new CheckpointStore(folder);
        store.save(checkpoint(1));
        store.save(checkpoint(2));
        Path last = file("step-000000002.checkpoint");
        byte[] bytes = Files.readAllBytes(last);

        Files.write(last, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(store.last(damaged::add).orElseThrow().place().step()).isEqualTo(1);
        bytes[bytes.length - 100] ^= 1;
        Files.write(last, bytes);
        assertThat(store.last(damaged::add).orElseThrow().place().step()).isEqualTo(1);
        assertThat(damaged).hasSize(2);
        assertThat(damaged.get(0)).contains("step-000000002", "cut short");
        assertThat(damaged.get(1)).contains("step-000000002", "checksum");

        Files.write(file("step-000000001.checkpoint"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> store.last(damaged::add))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("No other is left");
    }

    @Test
    void aRunThatTheFullDiskEndedGoesOnAsIfItHadNot() throws Exception {
        assumeTrue(Files.exists(FULL), "needs /dev/full");
        List<Double> expected = new ArrayList<>();
        train(folder.resolve("whole"), expected, new CheckpointStore(folder.resolve("whole")));
        Path run = folder.resolve("run");
        List<Double> losses = new ArrayList<>();
        int[] opened = {0};
        var fills = new CheckpointStore(run, file -> open(file, ++opened[0] == 2));

        assertThatThrownBy(() -> train(run, losses, fills))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("No space left");
        int done = losses.size();
        train(run, losses, new CheckpointStore(run));

        assertThat(done).isBetween(4, 9);
        assertThat(losses.subList(0, done)).isEqualTo(expected.subList(0, done));
        assertThat(losses.subList(done, losses.size())).isEqualTo(expected.subList(3, expected.size()));
    }

    private static void train(Path run, List<Double> losses, CheckpointStore store) throws InterruptedException {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(Step step) {
                losses.add(step.loss());
            }
        };
        new TrainingJob(
                        TinyTraining.task(0.3f),
                        TinyTraining.options(2),
                        TinyTraining.machine(),
                        run,
                        List.of(listener),
                        store,
                        engine -> List.of(Device.cpu()))
                .run();
    }
}
