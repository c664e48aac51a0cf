package io.sightline.console.models;

import io.sightline.console.api.TrainingRunView;
import io.sightline.console.api.TrainingRunView.EpochScore;
import io.sightline.console.api.TrainingRunView.State;
import io.sightline.console.http.Problem;
import io.sightline.trainer.training.MetricsFile;
import io.sightline.trainer.training.SavedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs of the trainer, from their folders. A sweep's folder has a folder for each point; the name of such a run is that of
 * both. Thread-safe.
 */
final class TrainingRuns {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRuns.class);
    private static final Duration ALIVE = Duration.ofMinutes(2);
    private static final int MOST_RUNS = 200;
    private static final long MOST_REPORT_BYTES = 64L << 20;

    private final Optional<Path> folder;
    private final InstantSource clock;
    private final Set<Path> unreadable = new HashSet<>();
    private Map<Path, RunLog> logs = new HashMap<>();

    /** @param folder with a folder for each run; empty: there are none */
    TrainingRuns(Optional<Path> folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The latest first. */
    synchronized List<TrainingRunView> all() {
        Map<Path, RunLog> read = new HashMap<>();
        List<TrainingRunView> views = new ArrayList<>();
        latest().forEach((name, run) -> {
            RunLog log = logs.getOrDefault(run, new RunLog(run));
            try {
                log.read();
                views.add(view(name, run, log));
                read.put(run, log);
            } catch (IOException e) {
                if (unreadable.add(run)) {
                    LOG.atWarn()
                            .addKeyValue("run", name)
                            .setCause(e)
                            .log("Training run cannot be read, and is not shown");
                }
            }
        });
        logs = read;
        views.sort(Comparator.comparing(TrainingRunView::startedAt).reversed().thenComparing(TrainingRunView::name));
        return views;
    }

    private Map<String, Path> latest() {
        Map<String, Path> latest = new LinkedHashMap<>();
        folders().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Path> run) -> lastAt(run.getValue()))
                        .reversed())
                .limit(MOST_RUNS)
                .forEach(run -> latest.put(run.getKey(), run.getValue()));
        return latest;
    }

    /** By name, all that look like a run's. */
    private Map<String, Path> folders() {
        Map<String, Path> runs = new LinkedHashMap<>();
        for (Path child : folder.map(TrainingRuns::children).orElse(List.of())) {
            String name = child.getFileName().toString();
            if (isRun(child)) {
                runs.put(name, child);
            } else {
                children(child).stream()
                        .filter(TrainingRuns::isRun)
                        .forEach(point -> runs.put(name + " " + point.getFileName(), point));
            }
        }
        return runs;
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of(); // nothing was trained yet, or it went this moment
        }
    }

    private static boolean isRun(Path folder) {
        return Files.exists(folder.resolve(SavedRun.FILE)) || Files.exists(folder.resolve(MetricsFile.NAME));
    }

    private TrainingRunView view(String name, Path run, RunLog log) {
        Instant last = lastAt(run);
        SavedRun.Beginning beginning = SavedRun.beginning(run);
        State state = Files.isDirectory(run.resolve(SavedRun.BUNDLE))
                ? State.DONE
                : last.plus(ALIVE).isAfter(clock.instant()) ? State.RUNNING : State.STOPPED;
        List<EpochScore> epochs = log.epochs();
        return new TrainingRunView(
                name,
                state,
                beginning.at().orElseGet(() -> firstAt(run)),
                last,
                log.epoch(),
                beginning.epochs(),
                log.step(),
                log.loss(),
                epochs.isEmpty()
                        ? Optional.empty()
                        : Optional.of(epochs.get(epochs.size() - 1).score()),
                log.scoreName(),
                log.best().map(EpochScore::score),
                log.best().map(EpochScore::epoch),
                state == State.RUNNING ? beginning.epochs().flatMap(log::secondsTo) : Optional.empty(),
                log.losses(),
                epochs,
                Files.isRegularFile(run.resolve(SavedRun.REPORT)));
    }

    /** What a run writes goes into its folder, and into that of its checkpoints. */
    private static Instant lastAt(Path run) {
        return changes(run).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }

    /** For a run that does not say when it was begun: its oldest file. */
    private static Instant firstAt(Path run) {
        return changes(run).min(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    }

    private static Stream<Instant> changes(Path run) {
        List<Instant> changes = new ArrayList<>();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                changes.add(Files.getLastModifiedTime(file).toInstant());
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            return changes.stream(); // it went this moment
        }
        return changes.stream();
    }

    /**
     * The page about a run.
     *
     * @param name is compared with those of the runs that there are; no path is made of it
     * @throws Problem if there is none
     */
    byte[] report(String name) {
        Path report = Optional.ofNullable(folders().get(name))
                .map(run -> run.resolve(SavedRun.REPORT))
                .filter(Files::isRegularFile)
                .orElseThrow(() -> Problem.notFound("There is no report of a training run " + name));
        try {
            long bytes = Files.size(report);
            if (bytes > MOST_REPORT_BYTES) {
                throw Problem.tooLarge("The report has " + bytes + " bytes, too many to be shown here; open "
                        + report.getFileName() + " in the run's folder");
            }
            return Files.readAllBytes(report);
        } catch (IOException e) {
            throw Problem.unavailable("The report of " + name + " cannot be read: " + e.getMessage());
        }
    }
}
