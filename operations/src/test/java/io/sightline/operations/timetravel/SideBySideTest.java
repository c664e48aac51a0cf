package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.DecisionSettings;
import io.sightline.matcher.SightingSettings;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final String OTHER = "other-2@1+ba9876543210";
    private static final ModelRule CANDIDATE = new ModelRule(OTHER, 2, 0.4, 0.1, Map.of(), 1e-3, 0);

    private final List<Entry<GalleryEntry>> gallery = new ArrayList<>();

    SideBySideTest() {
        for (String person : List.of("ada", "bob")) {
            double at = person.equals("ada") ? 0 : 1.9;
            GalleryEntry theirs = Faces.template(person, "1", at);
            GalleryEntry candidates = Faces.template(person, "1", at);
            candidates.setModelId(OTHER);
            gallery.add(new Entry<>(person, theirs, 0, gallery.size(), 0));
            gallery.add(new Entry<>(person, candidates, 0, gallery.size(), 0));
        }
    }

    /** A track of four faces, which each model sees at its own distance from ada. */
    private static List<FaceEmbedding> pass(String camera, int begin, double byActive, double byCandidate) {
        List<FaceEmbedding> records = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long millis = begin + i * 200L;
            FaceEmbedding one = Faces.seen(camera, millis, camera + "/" + begin, byActive);
            FaceEmbedding other = Faces.seen(camera, millis, camera + "/" + begin, byCandidate);
            other.setModelId(OTHER);
            one.getFace().getQuality().setScore(i == 2 ? 0.9f : 0.7f);
            other.getFace().getQuality().setScore(i == 2 ? 0.9f : 0.7f);
            records.add(one);
            records.add(other);
        }
        return records;
    }

    private static Rules rules(ModelRule rule) {
        return new Rules(
                rule.threshold(),
                rule.margin(),
                Map.of(),
                ConfigLoader.defaults(DecisionSettings.class),
                ConfigLoader.defaults(SightingSettings.class));
    }

    private SideBySide.Result ask(List<FaceEmbedding> log) {
        try (var models = new SideBySide(Faces.RULE, rules(Faces.RULE), CANDIDATE, rules(CANDIDATE), gallery)) {
            log.forEach(models::take);
            return models.finish();
        }
    }

    @Test
    void eachModelDecidesByItsOwnVectorsAndThreshold() {
        List<FaceEmbedding> log = new ArrayList<>();
        log.addAll(pass("lobby", 0, 0.5, 0.3)); // both name her, though .5 is beyond the candidate's threshold
        log.addAll(pass("lobby", 100_000, 0.5, 0.5)); // the active one alone
        log.addAll(pass("lobby", 200_000, 1.0, 0.3)); // the candidate alone
        log.addAll(pass("lobby", 300_000, 0.1, 1.9)); // each somebody else

        SideBySide.Result result = ask(log);

        assertThat(result.faces()).isEqualTo(16);
        assertThat(result.tracks()).isEqualTo(4);
        assertThat(result.cameras()).isEqualTo(Set.of("lobby"));
        assertThat(result.byActive()).isEqualTo(3);
        assertThat(result.byCandidate()).isEqualTo(3);
        assertThat(result.differences())
                .extracting(Difference::kind)
                .containsExactly(Difference.Kind.VANISHES, Difference.Kind.APPEARS, Difference.Kind.CHANGES);
        assertThat(result.differences().get(2).was().personId()).isEqualTo("ada");
        assertThat(result.differences().get(2).wouldBe().personId()).isEqualTo("bob");
        assertThat(result.crops())
                .as("the best face of each track that differs")
                .containsEntry("lobby/100000", new CropRef(3, 100_400L))
                .doesNotContainKey("lobby/0");
    }

    @Test
    void aFaceThatOneModelAloneHasSeenTellsNothingOfTheOther() {
        List<FaceEmbedding> log = new ArrayList<>(pass("lobby", 0, 0.5, 0.3));
        log.removeIf(r -> r.getModelId().equals(OTHER));
        log.addAll(pass("lobby", 100_000, 0.5, 0.3));

        SideBySide.Result result = ask(log);

        assertThat(result.faces()).isEqualTo(4);
        assertThat(result.byActive()).isEqualTo(1);
        assertThat(result.differences()).isEmpty();
    }

    @Test
    void camerasThatShareAPartitionAreNotMixedUp() {
        List<FaceEmbedding> lobby = pass("lobby", 0, 0.5, 0.3);
        List<FaceEmbedding> desk = pass("desk", 0, 0.5, 0.3);
        List<FaceEmbedding> log = new ArrayList<>();
        for (int i = 0; i < lobby.size(); i++) {
            log.add(lobby.get(i));
            log.add(desk.get(i));
        }

        assertThat(ask(log).faces()).isEqualTo(8);
        assertThat(ask(log).byCandidate()).isEqualTo(2);
    }

    @Test
    void distancesAreThoseOfTheNearestFaceByEachModel() {
        List<FaceEmbedding> log = pass("lobby", 0, 0.5, 0.3);
        var all = new Gallery();
        gallery.forEach(e -> all.add(e.value()));
        var distances = new TrackDistances(all, List.of(Faces.RULE, CANDIDATE));
        distances.ask("lobby/0", "ada");
        distances.ask("lobby/0", "nobody");
        log.forEach(distances::take);

        assertThat(distances.nearest("lobby/0", "ada", Faces.RULE).orElseThrow())
                .isCloseTo(0.5, within(1e-5));
        assertThat(distances.nearest("lobby/0", "ada", CANDIDATE).orElseThrow()).isCloseTo(0.3, within(1e-5));
        assertThat(distances.nearest("lobby/0", "nobody", CANDIDATE)).isEmpty();
        assertThat(distances.nearest("lobby/1", "ada", CANDIDATE)).isEmpty();
    }
}
