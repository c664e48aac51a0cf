package io.sightline.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Embedding;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class VectorSourceTest {
    private final Map<String, Embedding> store = new HashMap<>();
    private int reads;
    private final TemplateIndex index = TemplateIndexes.create(128, this::read);
    private final Random random = new Random(4);

    @Test
    void aTemplateThatLeftTheSourceStandsInNobodysWay() {
        var face = TemplateIndexContract.random(random, 128);
        for (int i = 0; i < 300; i++) {
            put("ada-" + i, "ada", face);
        }
        put("bob", "bob", TemplateIndexContract.random(random, 128));
        var before = index.snapshot();
        for (int i = 0; i < 300; i++) {
            store.remove("ada-" + i);
        }

        assertThat(before.nearestPersons(face, 1))
                .extracting(Neighbour::personId)
                .containsExactly("bob");
        assertThat(before.topK(face, 5)).extracting(Neighbour::templateKey).containsExactly("bob");
    }

    @Test
    void aSnapshotStaysAsItWas() {
        var face = TemplateIndexContract.random(random, 128);
        put("ada", "ada", face);
        var before = index.snapshot();
        put("bob", "bob", face);
        index.remove("ada");

        assertThat(before.size()).isEqualTo(1);
        assertThat(before.topK(face, 5)).containsExactly(new Neighbour("ada", "ada", 0));
        assertThat(index.topK(face, 5)).containsExactly(new Neighbour("bob", "bob", 0));
    }

    @Test
    void fewVectorsAreReadForAnAnswer() {
        for (int i = 0; i < 20_000; i++) {
            put("p" + i + "/t/m", "p" + i, TemplateIndexContract.random(random, 128));
        }
        reads = 0;
        for (int q = 0; q < 20; q++) {
            index.nearestPersons(TemplateIndexContract.random(random, 128), 2);
        }
        assertThat(reads).isBetween(2 * 20, 50 * 20);
    }

    private void put(String key, String person, Embedding vector) {
        store.put(key, vector);
        index.put(key, person, vector);
    }

    private Embedding read(String key) {
        reads++;
        return store.get(key);
    }
}
