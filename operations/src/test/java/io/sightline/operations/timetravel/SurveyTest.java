package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurveyTest {
    private static final double SUSPICIOUS = 0.6;

    private final Survey survey = new Survey(Faces.RULE, 0.05f, SUSPICIOUS);

    private void see(FaceEmbedding record) {
        survey.see(Faces.logged(record));
    }

    @Test
    void takesFacesOfOneFrameForTwoPeople() {
        see(Faces.seen("lobby", 1_000, "a", 0));
        see(Faces.seen("lobby", 1_000, "b", 1.1));
        see(Faces.seen("lobby", 2_000, "c", 1.3));
        see(Faces.seen("desk", 2_000, "d", 0));

        assertThat(survey.framePairs()).isEqualTo(1);
        assertThat(survey.trackPairs()).isEqualTo(1);
        assertThat(survey.impostors().count()).isEqualTo(1);
        assertThat(survey.impostors().atOrBelow(1.0999)).isZero();
        assertThat(survey.impostors().atOrBelow(1.1001)).isEqualTo(1);
    }

    @Test
    void countsAFrameThatIsToldTwiceOnce() {
        for (int i = 0; i < 2; i++) {
            see(Faces.seen("lobby", 1_000, "a", 0));
            see(Faces.seen("lobby", 1_000, "b", 1.1));
            see(Faces.seen("lobby", 2_000, "a", 0));
        }

        assertThat(survey.framePairs()).isEqualTo(1);
        assertThat(survey.genuineTracks().count()).isEqualTo(1);
    }

    @Test
    void leavesOutBoxesThatMayLieOnOneFace() {
        see(Faces.seen("lobby", 1_000, "a", 0));
        FaceEmbedding other = Faces.seen("lobby", 1_000, "b", 1.1);
        Box box = Faces.seen("lobby", 1_000, "a", 0).getFace().getBox();
        other.getFace().setBox(new Box(box.getX() + 20, box.getY() + 20, 50f, 60f));
        see(other);

        assertThat(survey.impostors().count()).isZero();
        assertThat(survey.overlapping()).isEqualTo(1);
    }

    @Test
    void reportsApartWhoLooksLikeOnePerson() {
        see(Faces.seen("lobby", 1_000, "a", 0));
        see(Faces.seen("lobby", 1_000, "mirror", 0.3));
        see(Faces.seen("lobby", 2_000, "a", 0));
        see(Faces.seen("lobby", 2_000, "mirror", 0.3));
        survey.compareTemplates(Faces.gallery(
                Faces.template("ada", "1", 0), Faces.template("ada-again", "1", 0.2), Faces.template("bob", "1", 1.5)));

        assertThat(survey.suspicions()).isEqualTo(3);
        assertThat(survey.suspects())
                .extracting(Survey.Suspect::where, Survey.Suspect::one, Survey.Suspect::other)
                .containsExactly(tuple("lobby", "a", "mirror"), tuple("gallery", "ada", "ada-again"));
        assertThat(survey.impostors().count()).isEqualTo(2);
        assertThat(survey.farWithSuspects(0.8)).isCloseTo(0.6, within(1e-9));
    }

    @Test
    void comparesTemplatesOfOnePersonAsOnePerson() {
        survey.compareTemplates(Faces.gallery(
                Faces.template("ada", "1", 0),
                Faces.template("ada", "2", 0.5),
                Faces.template("bob", "1", 1.5),
                Faces.not("bob", "2", 0.1)));

        assertThat(survey.genuineTemplates().count()).isEqualTo(1);
        assertThat(survey.genuineTemplates().atOrBelow(0.5001)).isEqualTo(1);
        assertThat(survey.templatePairs()).isEqualTo(2);
    }

    @Test
    void findsTheThresholdOfAKnownDistribution() {
        // 200 people on an arc; each pair's distance is known, so the exact quantile is too.
        GalleryEntry[] people = IntStream.range(0, 200)
                .mapToObj(i -> Faces.template("p" + i, "1", 1.9 * i / 200))
                .toArray(GalleryEntry[]::new);
        var whole = new Survey(Faces.RULE, 0.05f, 0);
        whole.compareTemplates(Faces.gallery(people));
        double[] exact = IntStream.range(0, 200)
                .boxed()
                .flatMap(i -> IntStream.range(0, i)
                        .mapToObj(j -> Faces.at(1.9 * i / 200).distanceTo(Faces.at(1.9 * j / 200))))
                .mapToDouble(d -> d)
                .sorted()
                .toArray();

        assertThat(whole.impostors().count()).isEqualTo(exact.length).isEqualTo(19_900);
        for (double far : new double[] {1e-1, 1e-2, 1e-3}) {
            int allowed = (int) Math.floor(far * exact.length);
            double threshold = whole.thresholdFor(far).orElseThrow();
            assertThat(threshold).isLessThanOrEqualTo(exact[allowed]).isGreaterThan(exact[allowed - 1] - 1e-4);
        }
    }

    @Test
    void measuresNothingWithFewerThanTenExpectedErrors() {
        IntStream.range(0, 1_000).forEach(i -> {
            see(Faces.seen("lobby", i, "a", 0));
            see(Faces.seen("lobby", i, "b", 1.2));
        });

        assertThat(survey.impostors().count()).isEqualTo(1_000);
        assertThat(survey.thresholdFor(1e-2)).isPresent();
        assertThat(survey.thresholdFor(0.0099)).isEmpty();
    }
}
