package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.UserError;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.StrangerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class PersonSearchTest {
    private static final Duration GAP = Duration.ofSeconds(10);

    private static PersonSearch search(String who, GalleryEntry... entries) {
        return new PersonSearch(who, Faces.gallery(entries), Faces.RULES, GAP, 0.05f);
    }

    @Test
    void gathersFacesIntoSightingsByCameraAndGap() {
        PersonSearch search = search("ada", Faces.template("ada", "1", 0));

        search.see(Faces.logged(Faces.seen("lobby", 1_000, "a", 0.5)));
        search.see(Faces.logged(Faces.seen("desk", 2_000, "b", 0.4)));
        search.see(Faces.logged(Faces.seen("lobby", 9_000, "c", 0.3)));
        search.see(Faces.logged(Faces.seen("lobby", 9_000, "c", 0.3)));
        search.see(Faces.logged(Faces.seen("lobby", 9_500, "other", 0.81)));
        search.see(Faces.logged(Faces.seen("lobby", 19_001, "d", 0.6)));

        List<FoundSighting> found = search.sightings();
        assertThat(found).extracting(FoundSighting::cameraId).containsExactly("lobby", "desk", "lobby");
        FoundSighting first = found.get(0);
        assertThat(first.from()).isEqualTo(Instant.ofEpochMilli(1_000));
        assertThat(first.to()).isEqualTo(Instant.ofEpochMilli(9_000));
        assertThat(first.faces()).isEqualTo(2);
        assertThat(first.distance()).isCloseTo(0.3, within(1e-6));
        assertThat(first.tracks()).containsExactly("a", "c");
        assertThat(first.crop().getOffset()).isEqualTo(9_000);
        assertThat(search.compared()).isEqualTo(6);
    }

    @Test
    void leavesAFaceToWhomItIsNearerTo() {
        GalleryEntry[] both = {Faces.template("ada", "1", 0), Faces.template("bob", "1", 1)};
        PersonSearch search = search("ada", both);

        search.see(Faces.logged(Faces.seen("lobby", 1_000, "adas", 0.3)));
        search.see(Faces.logged(Faces.seen("lobby", 20_000, "too-close-to-call", 0.5)));
        search.see(Faces.logged(Faces.seen("lobby", 40_000, "bobs", 0.7)));

        assertThat(search.sightings()).flatExtracting(FoundSighting::tracks).containsExactly("adas");
    }

    @Test
    void believesWhoeverSaidThatAFaceIsNotThePerson() {
        PersonSearch search = search("ada", Faces.template("ada", "1", 0), Faces.not("ada", "2", 0.7));

        search.see(Faces.logged(Faces.seen("lobby", 1_000, "near-ada", 0.3)));
        search.see(Faces.logged(Faces.seen("lobby", 20_000, "near-the-not", 0.4)));

        assertThat(search.sightings()).flatExtracting(FoundSighting::tracks).containsExactly("near-ada");
    }

    @Test
    void takesACamerasOwnThreshold() {
        var rule = new ModelRule(Faces.MODEL, 2, 0.5, 0.1, Map.of("dark", 0.9), 1e-3, 1);
        var search =
                new PersonSearch("ada", Faces.gallery(Faces.template("ada", "1", 0)), ModelRules.of(rule), GAP, 0.05f);

        search.see(Faces.logged(Faces.seen("lobby", 1_000, "a", 0.85)));
        search.see(Faces.logged(Faces.seen("dark", 1_000, "b", 0.85)));

        assertThat(search.sightings()).extracting(FoundSighting::cameraId).containsExactly("dark");
    }

    @Test
    void findsAStrangerByTheirKey() {
        var gallery = new Gallery();
        gallery.add(StrangerEntry.newBuilder()
                .setAnonymousId("anon-1")
                .setTrackId("t")
                .setModelId(Faces.MODEL)
                .setVector(Faces.at(0).toBytes())
                .setQuality(0.5f)
                .setCameraId("lobby")
                .setKnownSince(Instant.EPOCH)
                .setSeenAt(Instant.EPOCH)
                .build());
        var search = new PersonSearch("anon-1", gallery, Faces.RULES, GAP, 0.05f);

        search.see(Faces.logged(Faces.seen("lobby", 1_000, "a", 0.2)));

        assertThat(search.sightings()).hasSize(1);
    }

    @Test
    void saysWhichModelNothingIsKnownOf() {
        Assertions.assertThatThrownBy(() -> new PersonSearch(
                        "ada", Faces.gallery(Faces.template("ada", "1", 0)), ModelRules.of(), GAP, 0.05f))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(Faces.MODEL)
                .hasMessageContaining("--bundle");
    }

    @Test
    void judgesAsTheEmbeddingDoes() {
        double expected = Faces.at(0.3).distanceTo(Faces.at(1.1));

        float squared =
                TemplateSet.squared(Faces.at(0.3).values(), Faces.at(1.1).values());

        assertThat(Math.sqrt(squared)).isCloseTo(expected, within(1e-6));
    }
}
