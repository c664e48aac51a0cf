package io.sightline.trainer.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Batches of P people with K images each, as triplets need them. An epoch shows every image once at least: each person's
 * images are shuffled and cut into groups of K, the last one filled up with images of the same person; the last batch is
 * filled up with groups of other people. A function of seed and epoch alone. Immutable.
 */
final class PersonSampler {
    private final List<int[]> imagesByPerson;
    private final int people;
    private final int images;
    private final long seed;

    /** @param showing how often the image was shown in this epoch before: it is changed otherwise each time */
    record Pick(int image, int showing) {}

    /**
     * @param personOf whose each image is, by its number; people are numbers from 0
     * @param people in a batch; fewer if there are not so many
     * @param images of each of them
     */
    PersonSampler(int[] personOf, int people, int images, long seed) {
        this.imagesByPerson = byPerson(personOf);
        this.people = Math.min(people, imagesByPerson.size());
        this.images = images;
        this.seed = seed;
    }

    private static List<int[]> byPerson(int[] personOf) {
        Map<Integer, List<Integer>> grouped = new LinkedHashMap<>();
        for (int image = 0; image < personOf.length; image++) {
            grouped.computeIfAbsent(personOf[image], p -> new ArrayList<>()).add(image);
        }
        return grouped.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    int batchSize() {
        return people * images;
    }

    /** The same for every epoch. */
    int batchesPerEpoch() {
        int groups = 0;
        int most = 0;
        for (int[] own : imagesByPerson) {
            int count = (own.length + images - 1) / images;
            groups += count;
            most = Math.max(most, count);
        }
        // Nobody is twice in a batch: who has very many images may need a batch for each group.
        return Math.max((groups + people - 1) / people, most);
    }

    /** The batches of an epoch, in order; each person's images follow each other. */
    List<List<Pick>> epoch(int epoch) {
        Random random = Seeds.random(seed, epoch);
        List<Deque<int[]>> left = new ArrayList<>();
        for (int[] own : imagesByPerson) {
            left.add(groups(own, random));
        }
        Map<Integer, Integer> showings = new LinkedHashMap<>();
        List<List<Pick>> batches = new ArrayList<>();
        for (int b = batchesPerEpoch(); b > 0; b--) {
            List<Pick> batch = new ArrayList<>();
            for (int person : chosen(left, random)) {
                int[] group = left.get(person).isEmpty()
                        ? groups(imagesByPerson.get(person), random).remove()
                        : left.get(person).remove();
                for (int image : group) {
                    batch.add(new Pick(image, showings.merge(image, 1, Integer::sum) - 1));
                }
            }
            batches.add(batch);
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    private Deque<int[]> groups(int[] own, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int image : own) {
            order.add(image);
        }
        Collections.shuffle(order, random);
        Deque<int[]> groups = new ArrayDeque<>();
        for (int from = 0; from < order.size(); from += images) {
            int[] group = new int[images];
            for (int i = 0; i < images; i++) {
                // Past the end it begins again: with the fewest repetitions that fill the group.
                group[i] = order.get((from + i) % order.size());
            }
            groups.add(group);
        }
        return groups;
    }

    /** Those with the most groups left, in a random order where they have equally many. */
    private List<Integer> chosen(List<Deque<int[]>> left, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int person = 0; person < left.size(); person++) {
            order.add(person);
        }
        Collections.shuffle(order, random);
        order.sort((a, b) -> Integer.compare(left.get(b).size(), left.get(a).size()));
        return order.subList(0, people);
    }
}
