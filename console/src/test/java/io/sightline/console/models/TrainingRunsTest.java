package io.sightline.console.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.api.TrainingRunView;
import io.sightline.console.api.TrainingRunView.EpochScore;
import io.sightline.console.api.TrainingRunView.State;
import io.sightline.console.api.TrainingRunView.StepLoss;
import io.sightline.console.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRunsTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    Path folder;

    private Instant now = NOON;
    private final InstantSource clock = () -> now;
    private TrainingRuns runs;

    private TrainingRuns runs() {
        if (runs == null) {
            runs = new TrainingRuns(Optional.of(folder), clock);
        }
        return runs;
    }

    /** As {@code SavedRun} writes it. */
    private Path begun(String name, Instant at) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(run.resolve("run.json"), "{\"arguments\": [], \"begun\": \"" + at + "\", \"epochs\": 3}");
        touch(run, at);
        return run;
    }

    private static void touch(Path run, Instant at) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(at));
            }
        }
    }

    private static String step(long step, int epoch, double loss) {
        return "{\"step\":" + step + ",\"epoch\":" + epoch + ",\"loss\":" + loss + ",\"losses\":{\"triplet\":" + loss
                + "},\"rate\":0.001,\"faces\":32,\"seconds\":2.0}\n";
    }

    private static String epoch(long step, int epoch, String loss, double score, boolean best) {
        return "{\"step\":" + step + ",\"epoch\":" + epoch + ",\"epochLoss\":" + loss
                + ",\"validation\":{\"auc\":0.9},\"score\":" + score + ",\"scoreName\":\"AUC\",\"best\":" + best
                + "}\n";
    }

    private static void write(Path run, String text, Instant at) throws IOException {
        Files.writeString(run.resolve("metrics.jsonl"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        touch(run, at);
    }

    private TrainingRunView only() {
        assertThat(runs().all()).hasSize(1);
        return runs().all().get(0);
    }

    @Test
    void withoutAFolderThereAreNone() {
        assertThat(new TrainingRuns(Optional.empty(), clock).all()).isEmpty();
        assertThat(new TrainingRuns(Optional.of(folder.resolve("none")), clock).all())
                .isEmpty();
    }

    @Test
    void aRunIsShownAsItGrowsAndALineThatIsNotWholeWaits() throws IOException {
        Path run = begun("small", NOON.minusSeconds(60));
        assertThat(only().epoch()).isZero();
        assertThat(only().loss()).isEmpty();

        write(run, step(1, 1, 0.9) + step(2, 1, 0.7) + "{\"step\":3,\"epo", NOON);
        assertThat(only().step()).isEqualTo(2);
        assertThat(only().loss()).hasValue(0.7);
        assertThat(only().timeLeftSeconds())
                .as("how long an epoch is, is not known yet")
                .isEmpty();

        write(run, "ch\":1,\"loss\":0.5,\"seconds\":2.0}\n" + epoch(3, 1, "0.7", 0.8, true) + step(4, 2, 0.6), NOON);
        TrainingRunView view = only();

        assertThat(view.name()).isEqualTo("small");
        assertThat(view.state()).isEqualTo(State.RUNNING);
        assertThat(view.startedAt()).isEqualTo(NOON.minusSeconds(60));
        assertThat(view.lastAt()).isEqualTo(NOON);
        assertThat(view.epoch()).isEqualTo(2);
        assertThat(view.epochs()).hasValue(3);
        assertThat(view.losses())
                .containsExactly(
                        new StepLoss(1, 0.9), new StepLoss(2, 0.7), new StepLoss(3, 0.5), new StepLoss(4, 0.6));
        assertThat(view.epochScores()).containsExactly(new EpochScore(1, Optional.of(0.7), 0.8));
        assertThat(view.score()).hasValue(0.8);
        assertThat(view.scoreName()).hasValue("AUC");
        assertThat(view.timeLeftSeconds()).as("five steps of two seconds").hasValue(10L);
        assertThat(view.hasReport()).isFalse();
    }

    @Test
    void theBestEpochIsTheLastThatSaidSo() throws IOException {
        Path run = begun("small", NOON);
        write(
                run,
                epoch(3, 1, "0.7", 0.8, true) + epoch(6, 2, "\"NaN\"", 0.9, true) + epoch(9, 3, "0.5", 0.85, false),
                NOON);

        assertThat(only().bestScore()).hasValue(0.9);
        assertThat(only().bestEpoch()).hasValue(2);
        assertThat(only().score()).hasValue(0.85);
        assertThat(only().epochScores().get(1)).isEqualTo(new EpochScore(2, Optional.empty(), 0.9));
    }

    @Test
    void aRunThatGoesOnFromACheckpointIsReadAnew() throws IOException {
        Path run = begun("small", NOON);
        write(run, step(1, 1, 0.9) + step(2, 1, 0.7) + step(3, 1, 0.6), NOON);
        assertThat(only().step()).isEqualTo(3);

        // As MetricsFile does it: what came after the checkpoint is taken back, in a file that takes its place.
        Path beside = Files.writeString(run.resolve("metrics.jsonl.new"), step(1, 1, 0.9));
        Files.move(
                beside,
                run.resolve("metrics.jsonl"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        write(run, step(2, 1, 0.4) + step(3, 1, 0.3) + step(4, 1, 0.2), NOON);

        assertThat(only().losses())
                .containsExactly(
                        new StepLoss(1, 0.9), new StepLoss(2, 0.4), new StepLoss(3, 0.3), new StepLoss(4, 0.2));
    }

    @Test
    void whatIsNoLineOfOursIsPassedOver() throws IOException {
        Path run = begun("small", NOON);
        write(run, "x".repeat(3 << 20) + "\n{\"step\":\n\n" + step(1, 1, 0.9), NOON);

        runs().all();

        assertThat(only().losses()).containsExactly(new StepLoss(1, 0.9));
    }

    @Test
    void itRunsAsLongAsItWritesAndIsDoneOnceItsBundleIsThere() throws IOException {
        Path run = begun("small", NOON.minusSeconds(600));
        write(run, epoch(1, 1, "0.7", 0.8, true) + step(1, 1, 0.9), NOON);
        now = NOON.plusSeconds(119);
        assertThat(only().state()).isEqualTo(State.RUNNING);

        now = NOON.plusSeconds(121);
        assertThat(only().state()).isEqualTo(State.STOPPED);
        assertThat(only().timeLeftSeconds()).isEmpty();

        Files.createDirectory(run.resolve("bundle"));
        assertThat(only().state()).isEqualTo(State.DONE);
    }

    @Test
    void theLatestComesFirstAndASweepsPointsAreRunsOfTheirOwn() throws IOException {
        begun("old", NOON.minus(Duration.ofDays(2)));
        begun("sweep/margin=0.3", NOON.minusSeconds(20));
        begun("sweep/margin=0.5", NOON.minusSeconds(10));
        Files.createDirectories(folder.resolve("something else"));

        assertThat(runs().all())
                .extracting(TrainingRunView::name)
                .containsExactly("sweep margin=0.5", "sweep margin=0.3", "old");
    }

    @Test
    void aRunOfAFormerVersionHasNoTotalAndBeganWithItsOldestFile() throws IOException {
        Path run = Files.createDirectories(folder.resolve("former"));
        Files.writeString(run.resolve("run.json"), "{\"arguments\": [\"--epochs\", \"9\"]}");
        touch(run, NOON.minusSeconds(500));
        Files.writeString(run.resolve("metrics.jsonl"), epoch(3, 1, "0.7", 0.8, true));
        Files.setLastModifiedTime(run.resolve("metrics.jsonl"), FileTime.from(NOON));

        assertThat(only().epochs()).isEmpty();
        assertThat(only().timeLeftSeconds()).isEmpty();
        assertThat(only().startedAt()).isEqualTo(NOON.minusSeconds(500));
    }

    @Test
    void theReportIsServedAsItIs() throws IOException {
        Path run = begun("small", NOON);
        Files.writeString(run.resolve("report.html"), "<p>a page</p>");

        assertThat(only().hasReport()).isTrue();
        assertThat(runs().report("small")).asString().isEqualTo("<p>a page</p>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../small", "small/../small", "/", "none", "small/", "sweep", "sweep/point"})
    void aNameThatIsNoRunsLeadsNowhere(String name) throws IOException {
        Files.writeString(begun("small", NOON).resolve("report.html"), "x");
        Files.writeString(begun("sweep/point", NOON).resolve("report.html"), "x");
        Files.writeString(folder.resolve("report.html"), "x");

        assertThatThrownBy(() -> runs().report(name)).isInstanceOf(Problem.class);
    }
}
