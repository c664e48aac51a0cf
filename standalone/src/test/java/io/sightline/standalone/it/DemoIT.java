package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user sees it: started, read, stopped, started again. */
class DemoIT {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration NAMED = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SIGHTING_GAP = Duration.ofSeconds(11);
    private static final Pattern IDENTIFIED =
            Pattern.compile("^\\S+ \\S+\\s+(?<camera>\\S+)\\s+IDENTIFIED\\s+(?<who>\\S+)\\s.*");
    private static final Pattern STARTED = Pattern.compile("Started in (?<seconds>\\d+) s");

    @TempDir
    Path folder;

    private record Named(String camera, String who) {}

    @Test
    void namesBothMenOnTheirCamerasStopsCleanlyAndKnowsThemAtTheNextStart() throws Exception {
        List<String> demo = new ArrayList<>(List.of("demo"));
        demo.addAll(CommandProcess.onFreePorts(folder.resolve("data")));
        Set<Named> both = Set.of(new Named("lobby", "Franck"), new Named("desk", "Colleague"));

        try (CommandProcess first = CommandProcess.start(folder, demo)) {
            Backbone.await(() -> "the stages run: " + printed(first), START, () -> printed(first)
                    .contains("Stages run"));
            Backbone.await(() -> "both are named: " + printed(first), NAMED, () -> named(first)
                    .containsAll(both));
            assertThat(named(first)).isEqualTo(both);
            assertThat(printed(first)).contains("Data lives in").contains("Ctrl-C stops");

            List<ProcessHandle> family = first.family();
            assertThat(family).as("our process, Kafka, and the registry").hasSizeGreaterThanOrEqualTo(3);
            first.terminate();
            assertThat(first.endsWithin(STOP))
                    .as("it stops: %s", printed(first))
                    .isTrue();
            assertThat(family).noneMatch(ProcessHandle::isAlive);
        }

        // Who is back within the gap has not left: the sighting would go on, and nobody be named anew.
        Instant gone = Instant.now().plus(SIGHTING_GAP);
        Backbone.await("the sightings are over", PATIENCE, () -> Instant.now().isAfter(gone));

        try (CommandProcess second = CommandProcess.start(folder, demo)) {
            Backbone.await(
                    () -> "it knows both: " + printed(second),
                    PATIENCE,
                    () -> printed(second).contains("Franck is known from an earlier run")
                            && printed(second).contains("Colleague is known from an earlier run"));
            long seconds = startSeconds(second);
            System.out.println("The demo's second start took " + seconds + " s");
            assertThat(seconds).as("25 is what an idle machine needs at most").isLessThan(60);
            Backbone.await(() -> "both are named again: " + printed(second), PATIENCE, () -> named(second)
                    .containsAll(both));
            assertThat(named(second)).isEqualTo(both);
        }
    }

    /** By its own account, until all stages ran. */
    private static long startSeconds(CommandProcess demo) {
        Matcher started = STARTED.matcher(printed(demo));
        assertThat(started.find())
                .as("it says how long it took: %s", printed(demo))
                .isTrue();
        return Long.parseLong(started.group("seconds"));
    }

    private static Set<Named> named(CommandProcess demo) {
        return printed(demo)
                .lines()
                .map(IDENTIFIED::matcher)
                .filter(Matcher::matches)
                .map(m -> new Named(m.group("camera"), m.group("who")))
                .collect(Collectors.toSet());
    }

    private static String printed(CommandProcess demo) {
        try {
            return demo.printed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
