package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairScoresTest {

    @Test
    void comparesAnyTwoPicturesOfKnownPeople() {
        List<String> people = List.of("ada", "bob", "ada", "cy", "bob", "ada");
        float[][] vectors = Faces.random(people, 3, 0.5);

        PairScores scores = PairScores.of(people, vectors, 1);

        List<Double> genuine = new ArrayList<>();
        List<Double> impostors = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            for (int j = i + 1; j < 6; j++) {
                double distance = Embedding.normalised(vectors[i]).distanceTo(Embedding.normalised(vectors[j]));
                (people.get(i).equals(people.get(j)) ? genuine : impostors).add(distance);
            }
        }
        assertEqualDistances(scores.genuineDistances(), genuine);
        assertEqualDistances(scores.impostorDistances(), impostors);
        assertThat(scores.genuinePairs()).isEqualTo(4);
        assertThat(scores.impostorPairs()).isEqualTo(11);
    }

    @Test
    void rejectsPairsOfAPersonWithAPictureWithoutAFaceAndComparesItWithNobodyElse() {
        List<String> people = List.of("ada", "ada", "ada", "bob", "bob");
        float[][] vectors = Faces.random(people, 3, 0.5);
        vectors[0] = null;

        PairScores scores = PairScores.of(people, vectors, 1);

        assertThat(scores.genuineDistances()).hasSize(4).endsWith(2.01f, 2.01f);
        assertThat(scores.impostorPairs()).isEqualTo(4);
        assertThat(scores.notFound()).isEqualTo(1);
    }

    @Test
    void takesListedPairsOfOnePersonAndAllOfTwoByTheProtocolOfLfw() {
        List<String> people = List.of("ada", "ada", "ada", "bob", "bob");
        var set = new PairSet(
                List.of("1", "2", "3", "4", "5"),
                people,
                List.of(List.of(new Pair(0, 1, true), new Pair(0, 3, false))),
                PairSet.Genuine.LISTED);

        PairScores scores = PairScores.of(set, Faces.random(people, 3, 0.5), 1);

        assertThat(scores.genuinePairs()).isEqualTo(1);
        assertThat(scores.impostorPairs()).isEqualTo(6);
    }

    @Test
    void comparesOnlyListedPairsWhereNobodySaysWhoIsWho() {
        var set = new PairSet(
                List.of("1", "2", "3", "4"),
                List.of(),
                List.of(List.of(new Pair(0, 1, true), new Pair(0, 3, false)), List.of(new Pair(2, 3, true))),
                PairSet.Genuine.LISTED);

        PairScores scores = PairScores.of(set, Faces.random(List.of("a", "b", "c", "d"), 3, 0.5), 1);

        assertThat(scores.isByPerson()).isFalse();
        assertThat(scores.units()).isEqualTo(3);
        assertThat(scores.genuinePairs()).isEqualTo(2);
        assertThat(scores.impostorPairs()).isEqualTo(1);
    }

    @Test
    void weighsPairsOfTwoPeopleByHowOftenBothWereDrawn() {
        List<String> people = List.of("ada", "ada", "bob", "bob", "bob", "cy");
        PairScores scores = PairScores.of(people, Faces.random(people, 3, 0.5), 1);
        int[] times = {2, 1, 3};

        double brute = 0;
        for (long pair : scores.impostors()) {
            brute += times[PairScores.first(pair)] * times[PairScores.second(pair)];
        }

        assertThat(scores.impostorWeight(times)).isEqualTo(brute);
    }

    @Test
    void refusesPeopleOfWhomNoTwoPicturesExist() {
        List<String> people = List.of("ada", "bob");

        assertThatThrownBy(() -> PairScores.of(people, Faces.random(people, 3, 0.5), 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("0 pairs of one person and 1 of two");
    }

    private static void assertEqualDistances(float[] found, List<Double> expected) {
        double[] sorted =
                expected.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        assertThat(found).hasSize(sorted.length);
        for (int i = 0; i < found.length; i++) {
            assertThat((double) found[i]).isEqualTo(sorted[i], within(3e-7));
        }
        assertThat(Arrays.stream(sorted).max().orElseThrow()).isLessThanOrEqualTo(2);
    }
}
