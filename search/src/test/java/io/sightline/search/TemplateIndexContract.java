package io.sightline.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Embedding;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every index promises; each implementation has a subclass. */
abstract class TemplateIndexContract {
    private static final int PERSONS = 40;

    abstract TemplateIndex open(int dimension);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 31, 128, 130, 512})
    void answersLikeTheOracleThroughPutsReplacementsAndRemovals(int dimension) {
        var random = new Random(dimension);
        var index = open(dimension);
        var oracle = new NaiveIndex();
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 1500; i++) {
                String key = "t" + random.nextInt(2 * 4096);
                if (random.nextInt(4) == 0) {
                    index.remove(key);
                    oracle.remove(key);
                } else {
                    String person = "p" + random.nextInt(PERSONS);
                    var vector = random(random, dimension);
                    index.put(key, person, vector);
                    oracle.put(key, person, vector);
                }
            }
            assertSame(index, oracle, random(random, dimension));
        }
    }

    @Test
    void answersLikeTheOracleWhenTemplatesDifferByAFewRoundings() {
        var random = new Random(7);
        var index = open(128);
        var oracle = new NaiveIndex();
        var centre = random(random, 128);
        for (int i = 0; i < 3 * 4096; i++) {
            float[] values = centre.values();
            values[random.nextInt(128)] += (float) (random.nextGaussian() * 1e-6);
            var vector = Embedding.normalised(values);
            index.put("t" + i, "p" + i % PERSONS, vector);
            oracle.put("t" + i, "p" + i % PERSONS, vector);
        }
        assertSame(index, oracle, centre);
        assertSame(index, oracle, random(random, 128));
    }

    @Test
    void answersLikeTheOracleWhenEachTemplateIsNearerThanTheOneBefore() {
        var random = new Random(8);
        var index = open(16);
        var oracle = new NaiveIndex();
        float[] away = random(random, 16).values();
        float[] query = random(random, 16).values();
        int count = 2 * 4096 + 17;
        for (int i = 0; i < count; i++) {
            float[] mixed = new float[16];
            for (int d = 0; d < 16; d++) {
                mixed[d] = away[d] + (query[d] - away[d]) * i / count;
            }
            index.put("t" + i, "p" + i % PERSONS, Embedding.normalised(mixed));
            oracle.put("t" + i, "p" + i % PERSONS, Embedding.normalised(mixed));
        }
        assertSame(index, oracle, Embedding.normalised(query));
    }

    @Test
    void theSecondPersonIsFoundBehindTenThousandTemplatesOfTheFirst() {
        var random = new Random(9);
        var index = open(128);
        var query = random(random, 128);
        for (int i = 0; i < 10_000; i++) {
            index.put("ada-" + i, "ada", near(random, query, 0.01f));
        }
        index.put("bob-far", "bob", near(random, query, 0.5f));
        index.put("bob-near", "bob", near(random, query, 0.1f));

        var answer = index.nearestPersons(query, 2);

        assertThat(answer).extracting(Neighbour::personId).containsExactly("ada", "bob");
        assertThat(answer.get(1).templateKey()).isEqualTo("bob-near");
    }

    @Test
    void whatIsEquallyNearComesInOrderOfItsKeyWhateverTheOrderOfWriting() {
        var vector = Embedding.normalised(new float[] {1, 2, 3});
        for (var keys : List.of(List.of("a", "b", "c"), List.of("c", "a", "b"))) {
            var index = open(3);
            keys.forEach(key -> index.put(key, "person-of-" + key, vector));
            assertThat(index.topK(vector, 2)).extracting(Neighbour::templateKey).containsExactly("a", "b");
            assertThat(index.nearestPersons(vector, 2))
                    .extracting(Neighbour::personId)
                    .containsExactly("person-of-a", "person-of-b");
        }
    }

    @Test
    void aReplacedTemplateCountsForItsNewPersonOnly() {
        var vector = Embedding.normalised(new float[] {1, 0});
        var index = open(2);
        index.put("t", "ada", vector);
        index.put("t", "bob", Embedding.normalised(new float[] {0, 1}));

        assertThat(index.size()).isEqualTo(1);
        var only = index.topK(vector, 5);
        assertThat(only).hasSize(1);
        assertThat(only.get(0).personId()).isEqualTo("bob");
        assertThat(only.get(0).distance()).isCloseTo(Math.sqrt(2), within(1e-6));
    }

    @Test
    void anEmptiedIndexFindsNobodyAndFillsAgain() {
        var random = new Random(3);
        var index = open(8);
        int count = 4096 + 1;
        for (int i = 0; i < count; i++) {
            index.put("t" + i, "p", random(random, 8));
        }
        for (int i = 0; i < count; i++) {
            index.remove("t" + i);
        }
        index.remove("never there");
        assertThat(index.size()).isZero();
        assertThat(index.topK(random(random, 8), 3)).isEmpty();

        var vector = random(random, 8);
        index.put("again", "p", vector);
        assertThat(index.topK(vector, 3)).containsExactly(new Neighbour("again", "p", 0));
    }

    @Test
    void refusesAnotherDimensionAndAQuestionForNothing() {
        var index = open(4);
        var three = Embedding.normalised(new float[] {1, 0, 0});
        var four = Embedding.normalised(new float[] {1, 0, 0, 0});
        assertThatThrownBy(() -> index.put("t", "p", three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 dimensions, got one of 3");
        assertThatThrownBy(() -> index.topK(three, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> index.nearestPersons(four, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
        assertThat(index.size()).isZero();
    }

    private static void assertSame(TemplateIndex index, TemplateIndex oracle, Embedding query) {
        assertThat(index.size()).isEqualTo(oracle.size());
        for (int k : new int[] {1, 2, 10, 333, 20_000}) {
            assertSame(index.topK(query, k), oracle.topK(query, k));
            assertSame(index.nearestPersons(query, k), oracle.nearestPersons(query, k));
        }
    }

    private static void assertSame(List<Neighbour> answer, List<Neighbour> truth) {
        assertThat(answer)
                .extracting(Neighbour::templateKey)
                .isEqualTo(truth.stream().map(Neighbour::templateKey).toList());
        for (int i = 0; i < truth.size(); i++) {
            assertThat(answer.get(i).personId()).isEqualTo(truth.get(i).personId());
            assertThat(answer.get(i).distance()).isCloseTo(truth.get(i).distance(), within(1e-6));
        }
    }

    static Embedding random(Random random, int dimension) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Embedding.normalised(values);
    }

    private static Embedding near(Random random, Embedding centre, float spread) {
        float[] values = centre.values();
        for (int i = 0; i < values.length; i++) {
            values[i] += spread * (float) random.nextGaussian();
        }
        return Embedding.normalised(values);
    }
}
