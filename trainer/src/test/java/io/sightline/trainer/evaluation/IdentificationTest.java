package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentificationTest {
    private static final List<String> PEOPLE = Faces.people(40, 6);

    @Test
    void halfOfThePeopleAreEnrolledWithAPictureEachAndAllOthersAreSearched() {
        Identification found = identification(Faces.random(PEOPLE, 3, 0.5));

        assertThat(found.enrolled()).isEqualTo(20);
        assertThat(found.mated()).isEqualTo(20 * 5);
        assertThat(found.nonMated()).isEqualTo(20 * 6);
    }

    @Test
    void peopleWhoAreTheSameInEveryPictureAreAlwaysFound() {
        Identification found = identification(Faces.random(PEOPLE, 3, 0));

        assertThat(found.rankOne()).isEqualTo(1);
        assertThat(found.rates().get(0).fnir()).contains(0.0);
    }

    @Test
    void vectorsThatSayNothingFindByChance() {
        List<String> nobody = new ArrayList<>();
        for (int i = 0; i < PEOPLE.size(); i++) {
            nobody.add("picture " + i);
        }

        Identification found = identification(Faces.random(nobody, 3, 0.5));

        assertThat(found.rankOne()).isEqualTo(0.05, within(0.08));
        assertThat(found.rates().get(0).fnir().orElseThrow()).isGreaterThan(0.9);
    }

    @Test
    void aRateAtWhichFewerThanTenErrorsAreExpectedIsNotMeasurable() {
        Identification found = identification(Faces.random(PEOPLE, 3, 0.8));

        assertThat(found.rates()).extracting(Identification.Rate::fpir).containsExactly(1e-1, 1e-2);
        assertThat(found.rates().get(0).expectedErrors()).isEqualTo(12, within(1e-9));
        assertThat(found.rates().get(0).threshold()).isPresent();
        assertThat(found.rates().get(1).fnir()).isEmpty();
    }

    @Test
    void aSearchWithoutAFaceIsAMiss() {
        float[][] vectors = Faces.random(PEOPLE, 3, 0);
        for (int i = 0; i < vectors.length; i++) {
            if (i % 6 == 5) {
                vectors[i] = null; // one picture of each person
            }
        }

        Identification found = identification(vectors);

        assertThat(found.rankOne()).isEqualTo(0.8, within(1e-9));
        assertThat(found.rates().get(0).fnir().orElseThrow()).isEqualTo(0.2, within(1e-9));
        assertThat(found.nonMated()).isEqualTo(20 * 5);
    }

    @Test
    void withoutPeopleNobodyCanBeIdentified() {
        List<Pair> pairs = new ArrayList<>(Collections.nCopies(3, new Pair(0, 1, true)));
        var set = new PairSet(PEOPLE, List.of(), List.of(pairs), PairSet.Genuine.LISTED);

        assertThat(Identification.of(set, Faces.random(PEOPLE, 3, 0.5), 1)).isEmpty();
    }

    private static Identification identification(float[][] vectors) {
        return Identification.of(PairSet.ofPeople(PEOPLE, PEOPLE, 10, 1), vectors, 1)
                .orElseThrow();
    }
}
