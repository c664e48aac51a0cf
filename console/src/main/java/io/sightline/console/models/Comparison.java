package io.sightline.console.models;

import io.sightline.console.api.ComparisonView.State;
import io.sightline.operations.rollout.ShadowReport;
import io.sightline.operations.rollout.ShadowWords;
import io.sightline.operations.timetravel.Difference;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A comparison under way, or what came of it. Thread-safe. */
final class Comparison {
    /** More are read by nobody. */
    static final int MOST_ROWS = 500;

    private final String id;
    private final String active;
    private final String candidate;
    private final int hours;
    private final Instant startedAt;
    private Optional<io.sightline.console.api.Progress> progress = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private Optional<Found> found = Optional.empty();
    private boolean isStopped;

    /** Of the report only what is shown: the report itself holds all identifications of both models. */
    record Found(
            long faces,
            int tracks,
            int byActive,
            int byCandidate,
            int agreed,
            int known,
            int wanted,
            Optional<String> fairness,
            List<String> words,
            List<Row> rows,
            int left) {

        static Found of(ShadowReport report, EmbeddingLog.Summary read) {
            var result = report.result();
            List<String> words = read.unreadable() == 0
                    ? ShadowWords.lines(report)
                    : concat(
                            ShadowWords.lines(report),
                            read.unreadable() + " records of the log could not be read and were left out.");
            return new Found(
                    result.faces(),
                    result.tracks(),
                    result.byActive(),
                    result.byCandidate(),
                    report.agreed(),
                    report.known(),
                    report.templates(),
                    report.isFair() ? Optional.empty() : Optional.of(ShadowWords.unfair(report)),
                    words,
                    report.rows().stream().map(row -> Row.of(row, report)).toList(),
                    report.left());
        }

        private static List<String> concat(List<String> lines, String last) {
            return java.util.stream.Stream.concat(lines.stream(), java.util.stream.Stream.of(last))
                    .toList();
        }
    }

    /**
     * A track about which the two do not agree.
     *
     * @param active whom the active model names; likewise candidate
     * @param crop partition and offset in topic crops
     */
    record Row(
            Difference.Kind kind,
            Instant at,
            String cameraId,
            String trackId,
            Optional<String> active,
            Optional<String> candidate,
            Optional<Double> byActive,
            double activeThreshold,
            Optional<Double> byCandidate,
            double candidateThreshold,
            Optional<String> crop) {

        static Row of(ShadowReport.Row row, ShadowReport report) {
            return new Row(
                    row.kind(),
                    row.at(),
                    row.cameraId(),
                    row.trackId(),
                    Optional.ofNullable(row.activePerson()),
                    Optional.ofNullable(row.candidatePerson()),
                    row.byActive().stream().boxed().findFirst(),
                    report.active().thresholdAt(row.cameraId()),
                    row.byCandidate().stream().boxed().findFirst(),
                    report.candidate().thresholdAt(row.cameraId()),
                    Optional.ofNullable(row.crop()).map(c -> c.getPartition() + "-" + c.getOffset()));
        }
    }

    /** Ends the work, because the console is closed. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Comparison(String id, String active, String candidate, int hours, Instant startedAt) {
        this.id = id;
        this.active = active;
        this.candidate = candidate;
        this.hours = hours;
        this.startedAt = startedAt;
    }

    /**
     * Of a reading of the log.
     *
     * @param most records are read; memory grows with them
     */
    Progress reading(long most) {
        return new Progress() {
            private Optional<Long> of = Optional.empty();

            /** @throws io.sightline.core.UserError if there are too many */
            @Override
            public void begin(long total) {
                if (total > most) {
                    throw new io.sightline.core.UserError("In the last " + hours + " hours there are about " + total
                            + " records of embeddings; at most " + most + " are compared here. Take fewer hours, or"
                            + " use ./sightline models report on a machine with memory enough");
                }
                of = Optional.of(total);
                at(0);
            }

            @Override
            public void at(long done) {
                tell(new io.sightline.console.api.Progress(done, of, "records of the log"));
            }
        };
    }

    private synchronized void tell(io.sightline.console.api.Progress now) {
        if (isStopped) {
            throw new Stopped();
        }
        progress = Optional.of(now);
    }

    synchronized void stop() {
        isStopped = true;
    }

    synchronized boolean isStopped() {
        return isStopped;
    }

    synchronized void done(Found what) {
        found = Optional.of(what);
        progress = Optional.empty();
    }

    synchronized void failed(String why) {
        failure = Optional.of(why);
        progress = Optional.empty();
    }

    synchronized State state() {
        return failure.isPresent() ? State.FAILED : found.isPresent() ? State.DONE : State.RUNNING;
    }

    synchronized Optional<io.sightline.console.api.Progress> progress() {
        return progress;
    }

    synchronized Optional<String> failure() {
        return failure;
    }

    synchronized Optional<Found> found() {
        return found;
    }

    String id() {
        return id;
    }

    String active() {
        return active;
    }

    String candidate() {
        return candidate;
    }

    int hours() {
        return hours;
    }

    Instant startedAt() {
        return startedAt;
    }
}
