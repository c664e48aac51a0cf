package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.trainer.training.PersonSampler.Pick;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PersonSamplerTest {
    /** Nine people, of 1 to 9 images, in a mixed order. */
    private static final int[] PERSON_OF = personOf();

    private static int[] personOf() {
        int[] personOf = new int[45];
        int image = 0;
        for (int round = 0; round < 9; round++) {
            for (int person = round; person < 9; person++) {
                personOf[image++] = person;
            }
        }
        return personOf;
    }

    private static PersonSampler sampler(long seed) {
        return new PersonSampler(PERSON_OF, 4, 3, seed);
    }

    @Test
    void everyBatchHasSoManyImagesOfSoManyPeople() {
        for (List<Pick> batch : sampler(1).epoch(0)) {
            Map<Integer, Integer> images = new HashMap<>();
            batch.forEach(pick -> images.merge(PERSON_OF[pick.image()], 1, Integer::sum));
            assertThat(images).hasSize(4);
            assertThat(images.values()).containsOnly(3);
        }
    }

    @Test
    void anEpochShowsEveryImageAndTellsShowingsApart() {
        PersonSampler sampler = sampler(1);
        for (int epoch = 0; epoch < 5; epoch++) {
            List<List<Pick>> batches = sampler.epoch(epoch);
            Set<Integer> images = new HashSet<>();
            Set<Pick> picks = new HashSet<>();
            batches.forEach(batch -> batch.forEach(pick -> {
                images.add(pick.image());
                assertThat(picks.add(pick)).as("" + pick).isTrue();
            }));
            assertThat(images).hasSize(PERSON_OF.length);
            assertThat(batches).hasSize(sampler.batchesPerEpoch());
        }
    }

    @Test
    void aGroupRepeatsAnImageOnlyIfThePersonHasNoOther() {
        for (List<Pick> batch : sampler(3).epoch(0)) {
            Map<Integer, Set<Integer>> images = new HashMap<>();
            batch.forEach(pick -> images.computeIfAbsent(PERSON_OF[pick.image()], p -> new HashSet<>())
                    .add(pick.image()));
            // Person 0 has one image, person 1 two.
            images.forEach((person, own) -> assertThat(own).hasSize(Math.min(3, person + 1)));
        }
    }

    @Test
    void seedAndEpochDecideAll() {
        assertThat(sampler(1).epoch(4)).isEqualTo(sampler(1).epoch(4));
        assertThat(sampler(1).epoch(4)).isNotEqualTo(sampler(1).epoch(5));
        assertThat(sampler(1).epoch(4)).isNotEqualTo(sampler(2).epoch(4));
    }

    @Test
    void fewerPeopleThanAskedForMakeSmallerBatches() {
        PersonSampler sampler = new PersonSampler(new int[] {0, 0, 1, 1, 1}, 10, 2, 1);
        assertThat(sampler.batchSize()).isEqualTo(4);
        assertThat(sampler.epoch(0)).allSatisfy(batch -> assertThat(batch).hasSize(4));
    }
}
