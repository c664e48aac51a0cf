package io.sightline.operations.timetravel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One identification that other rules would make, miss, or give to somebody else.
 *
 * @param was null if it would appear
 * @param wouldBe null if it would vanish
 */
public record Difference(Identification was, Identification wouldBe) {

    /** What other rules would do to an identification. */
    public enum Kind {
        APPEARS,
        VANISHES,
        CHANGES
    }

    public Kind kind() {
        return was == null ? Kind.APPEARS : wouldBe == null ? Kind.VANISHES : Kind.CHANGES;
    }

    /** The one to show, where there are two: that of now. */
    public Identification shown() {
        return was == null ? wouldBe : was;
    }

    /**
     * Compares by sighting: who is named on a camera at a time under both rules is the same, be it on another track or
     * some seconds later; what is left over in one sighting is a change.
     *
     * @param gap sightings not farther apart are one
     */
    static List<Difference> between(List<Identification> before, List<Identification> after, Duration gap) {
        List<Identification> vanished = without(before, after, gap);
        List<Identification> appeared = without(after, before, gap);
        List<Difference> differences = new ArrayList<>();
        Set<Identification> taken = new HashSet<>();
        Map<String, List<Identification>> byCamera = new HashMap<>();
        appeared.forEach(i ->
                byCamera.computeIfAbsent(i.cameraId(), c -> new ArrayList<>()).add(i));
        for (Identification was : vanished) {
            Optional<Identification> instead = byCamera.getOrDefault(was.cameraId(), List.of()).stream()
                    .filter(i -> !taken.contains(i) && i.isOfTheSightingOf(was))
                    .findFirst();
            instead.ifPresent(taken::add);
            differences.add(new Difference(was, instead.orElse(null)));
        }
        appeared.stream().filter(i -> !taken.contains(i)).forEach(i -> differences.add(new Difference(null, i)));
        differences.sort(Comparator.comparing(d -> d.shown().at()));
        return differences;
    }

    private static List<Identification> without(List<Identification> some, List<Identification> others, Duration gap) {
        Map<String, List<Identification>> byPlace = new HashMap<>();
        others.forEach(i -> byPlace.computeIfAbsent(i.cameraId() + " " + i.personId(), p -> new ArrayList<>())
                .add(i));
        return some.stream()
                .filter(i -> byPlace.getOrDefault(i.cameraId() + " " + i.personId(), List.of()).stream()
                        .noneMatch(o -> o.isWithin(gap, i)))
                .toList();
    }
}
