package io.sightline.trainer.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Open-set identification: who is it, if anybody? Half of the people are enrolled with one picture each; their other
 * pictures and all of the other half's are searched (ISO/IEC 19795-1, and NIST's FRTE 1:N by its terms).
 *
 * @param enrolled people in the gallery
 * @param mated searches of people who are enrolled; a picture without a face is missed
 * @param nonMated searches of people who are not
 * @param rankOne share of mated searches whose nearest entry is the right one, without any threshold
 * @param rates at false positive identification rates 1e-1 and 1e-2, in this order
 */
public record Identification(int enrolled, int mated, int nonMated, double rankOne, List<Rate> rates) {
    private static final List<Double> FALSE_POSITIVE_RATES = List.of(1e-1, 1e-2);

    /**
     * @param fpir share of searches of people who are not enrolled that find somebody
     * @param expectedErrors how many those are
     * @param threshold the largest distance that counts as found; empty where fewer than ten errors are expected
     * @param fnir share of mated searches that do not find the right person first and near enough; empty as well
     */
    public record Rate(double fpir, double expectedErrors, Optional<Double> threshold, Optional<Double> fnir) {}

    public Identification {
        rates = List.copyOf(rates);
    }

    /**
     * @param vectors by the picture's number; null where no face was found
     * @return empty where nobody says who is who, or there are too few people and pictures to split
     */
    public static Optional<Identification> of(PairSet set, float[][] vectors, long seed) {
        if (!set.hasPeople()) {
            return Optional.empty();
        }
        var split = new Split(set, vectors, seed);
        if (split.gallery.isEmpty() || split.mated.isEmpty() || split.nonMated.isEmpty()) {
            return Optional.empty();
        }
        List<Double> right = new ArrayList<>();
        int first = 0;
        for (int probe : split.mated) {
            Found found = split.search(probe);
            boolean isRight = found.entry >= 0
                    && set.people().get(found.entry).equals(set.people().get(probe));
            first += isRight ? 1 : 0;
            right.add(isRight ? found.distance : Distance.NEVER);
        }
        double[] wrong = split.nonMated.stream()
                .mapToDouble(probe -> split.search(probe).distance)
                .sorted()
                .toArray();
        List<Rate> rates = FALSE_POSITIVE_RATES.stream()
                .map(fpir -> rate(fpir, wrong, right))
                .toList();
        return Optional.of(new Identification(
                split.gallery.size(), split.mated.size(), wrong.length, (double) first / split.mated.size(), rates));
    }

    private static Rate rate(double fpir, double[] wrong, List<Double> right) {
        double expected = fpir * wrong.length;
        if (expected < TarAtFar.LEAST_ERRORS) {
            return new Rate(fpir, expected, Optional.empty(), Optional.empty());
        }
        double threshold = Math.nextDown(wrong[Math.min((int) Math.floor(expected), wrong.length - 1)]);
        long missed = right.stream().filter(d -> d > threshold).count();
        return new Rate(fpir, expected, Optional.of(threshold), Optional.of((double) missed / right.size()));
    }

    /** @param entry the picture that is nearest; -1 if the probe has no face */
    private record Found(int entry, double distance) {}

    private static final class Split {
        private final float[][] vectors;
        private final List<Integer> gallery = new ArrayList<>();
        private final List<Integer> mated = new ArrayList<>();
        private final List<Integer> nonMated = new ArrayList<>();

        Split(PairSet set, float[][] vectors, long seed) {
            this.vectors = vectors;
            Map<String, List<Integer>> byPerson = new HashMap<>();
            for (int i = 0; i < vectors.length; i++) {
                byPerson.computeIfAbsent(set.people().get(i), p -> new ArrayList<>())
                        .add(i);
            }
            List<String> people = new ArrayList<>(byPerson.keySet());
            Collections.sort(people);
            Collections.shuffle(people, new Random(seed));
            // People of one picture can only be strangers: there is nothing left to search them with.
            List<String> several =
                    people.stream().filter(p -> byPerson.get(p).size() > 1).toList();
            Set<String> enrolled = new HashSet<>(several.subList(0, Math.min(several.size(), (people.size() + 1) / 2)));
            for (String person : people) {
                if (enrolled.contains(person)) {
                    enrol(byPerson.get(person));
                } else {
                    byPerson.get(person).stream()
                            .filter(i -> vectors[i] != null)
                            .forEach(nonMated::add);
                }
            }
        }

        /** The first picture with a face is enrolled, the others are searched. */
        private void enrol(List<Integer> pictures) {
            Optional<Integer> entry =
                    pictures.stream().filter(i -> vectors[i] != null).findFirst();
            entry.ifPresent(gallery::add);
            pictures.stream()
                    .filter(i -> entry.isPresent() && !entry.get().equals(i))
                    .forEach(mated::add);
        }

        Found search(int probe) {
            if (vectors[probe] == null) {
                return new Found(-1, Distance.NEVER);
            }
            int nearest = -1;
            double distance = Distance.NEVER;
            for (int entry : gallery) {
                double d = Distance.between(vectors[probe], vectors[entry]);
                if (d < distance) {
                    nearest = entry;
                    distance = d;
                }
            }
            return new Found(nearest, distance);
        }
    }
}
