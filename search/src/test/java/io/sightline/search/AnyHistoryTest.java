package io.sightline.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Embedding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is put and removed, in whatever order: the answers are the oracle's, with its order of ties. */
final class AnyHistoryTest {
    private static final List<Integer> DIMENSIONS = List.of(1, 2, 5, 16, 127);

    /** @param vector chooses one of a few vectors, so that many are equal, or a one-sided one */
    record Write(boolean isPut, String key, String person, int vector) {}

    @Property(tries = 150)
    void answersAreTheOraclesWhereverTheVectorsAreKept(
            @ForAll("histories") List<Write> history, @ForAll @IntRange(max = 4) int size, @ForAll long seed) {
        int dimension = DIMENSIONS.get(size);
        Map<String, Embedding> store = new HashMap<>();
        var oracle = new NaiveIndex();
        List<TemplateIndex> indexes = List.of(
                new Int8Index(dimension, new SimdDotProducts(), null),
                new Int8Index(dimension, new PlainDotProducts(), null),
                new Int8Index(dimension, new SimdDotProducts(), store::get));
        for (Write write : history) {
            if (write.isPut) {
                Embedding vector = vector(write.vector, dimension, seed);
                store.put(write.key, vector);
                oracle.put(write.key, write.person, vector);
                indexes.forEach(index -> index.put(write.key, write.person, vector));
            } else {
                oracle.remove(write.key);
                indexes.forEach(index -> index.remove(write.key));
                store.remove(write.key);
            }
        }
        var queries = List.of(vector(0, dimension, seed), vector(7, dimension, seed), vector(99, dimension, seed));
        for (int k : new int[] {1, 2, 7, 1000}) {
            var templates = oracle.topK(queries, k);
            var persons = oracle.nearestPersons(queries, k);
            for (var index : indexes) {
                assertThat(index.topK(queries, k)).isEqualTo(templates);
                assertThat(index.nearestPersons(queries, k)).isEqualTo(persons);
                assertThat(index.topK(queries.get(1), k)).isEqualTo(templates.get(1));
                assertThat(index.size()).isEqualTo(oracle.size());
            }
        }
    }

    /** New templates are written in place, behind those that a snapshot has: none of it may show there. */
    @Property(tries = 100)
    void snapshotsAnswerAsWhenTheyWereTaken(@ForAll("histories") List<Write> history, @ForAll long seed) {
        for (boolean keepsVectors : new boolean[] {true, false}) {
            Map<String, Embedding> everPut = new HashMap<>();
            // A source has one vector for a key, which a snapshot reads there.
            Function<Write, Embedding> vectorOf =
                    write -> keepsVectors ? vector(write.vector, 5, seed) : vector(write.key.hashCode() & 15, 5, seed);
            var index = new Int8Index(5, new SimdDotProducts(), keepsVectors ? null : everPut::get);
            var oracle = new NaiveIndex();
            List<TemplateView> snapshots = new ArrayList<>();
            List<TemplateView> asTheyWere = new ArrayList<>();
            for (int i = 0; i < history.size(); i++) {
                Write write = history.get(i);
                if (write.isPut) {
                    everPut.put(write.key, vectorOf.apply(write));
                    index.put(write.key, write.person, vectorOf.apply(write));
                    oracle.put(write.key, write.person, vectorOf.apply(write));
                } else {
                    index.remove(write.key);
                    oracle.remove(write.key);
                }
                if (i % 7 == 0) {
                    snapshots.add(index.snapshot());
                    asTheyWere.add(oracle.snapshot());
                }
            }
            var query = vector(99, 5, seed);
            for (int s = 0; s < snapshots.size(); s++) {
                assertThat(snapshots.get(s).topK(query, 1000))
                        .isEqualTo(asTheyWere.get(s).topK(query, 1000));
                assertThat(snapshots.get(s).nearestPersons(query, 2))
                        .isEqualTo(asTheyWere.get(s).nearestPersons(query, 2));
            }
        }
    }

    @Property(tries = 200)
    void namesComeBackAsTheyWerePut(@ForAll String key, @ForAll String person) {
        var vector = Embedding.normalised(new float[] {1, 2});
        var index = new Int8Index(2, new PlainDotProducts(), null);
        index.put(person + "/a/model", person, vector);
        if (isWellFormed(key)) {
            index.put(key, person, vector);
            assertThat(index.topK(vector, 2)).contains(new Neighbour(key, person, 0));
        }
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    @Provide
    Arbitrary<List<Write>> histories() {
        Arbitrary<String> keys =
                Arbitraries.integers().between(0, 90).map(i -> i % 3 == 0 ? "k" + i : "p1/" + i + "/m");
        Arbitrary<String> persons = Arbitraries.of("p1", "p2", "", "Zoë", "a person with a long name ".repeat(9));
        Arbitrary<Integer> vectors = Arbitraries.integers().between(0, 20);
        // Three of four writes add, so that blocks fill up.
        Arbitrary<Boolean> puts = Arbitraries.integers().between(0, 3).map(i -> i > 0);
        return Combinators.combine(puts, keys, persons, vectors)
                .as(Write::new)
                .list()
                .ofMaxSize(400);
    }

    private static Embedding vector(int which, int dimension, long seed) {
        float[] values = new float[dimension];
        if (which % 4 == 1) {
            // All in one dimension, but for a trace: the codes keep none of the others.
            values[which % dimension] = which % 8 == 1 ? -1 : 1;
            values[(which + 1) % dimension] += 1e-5f;
            return Embedding.normalised(values);
        }
        var random = new Random(seed + which);
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Embedding.normalised(values);
    }
}
