package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.UserError;
import io.sightline.trainer.evaluation.GroupFigures.Errors;
import io.sightline.trainer.evaluation.GroupFigures.Groups;
import io.sightline.trainer.evaluation.GroupFigures.Years;
import io.sightline.trainer.evaluation.PictureGroups.Label;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupFiguresTest {
    private static final List<String> PEOPLE = Faces.people(12, 5);
    private static final List<String> PICTURES = pictures();
    private static final float[][] VECTORS = Faces.random(PEOPLE, 5, 1.2);

    @TempDir
    Path folder;

    private static List<String> pictures() {
        List<String> pictures = new ArrayList<>();
        for (int i = 0; i < PEOPLE.size(); i++) {
            pictures.add(PEOPLE.get(i) + "/" + i);
        }
        return pictures;
    }

    /** People 0 to 5 are of group a, the others of b; each picture of a person is taken three years after the last. */
    private static PictureGroups groups(int labelled) {
        Map<String, Label> labels = new HashMap<>();
        for (int i = 0; i < labelled; i++) {
            labels.put(PICTURES.get(i), new Label(i < 30 ? "a" : "b", OptionalInt.of(2000 + 3 * (i % 5))));
        }
        return new PictureGroups(labels);
    }

    private static Assessment assessment(float[][] vectors) {
        return Assessment.of("m", PairSet.ofPeople(PICTURES, PEOPLE, 10, 1), vectors, new Resampling(100, 1));
    }

    @Test
    void theCellsTogetherAreTheErrorsOfAll() {
        Assessment all = assessment(VECTORS);
        TarAtFar.Measured at = all.metrics().at(1e-2).orElseThrow();

        GroupFigures figures = GroupFigures.of(all, VECTORS, groups(60));

        assertThat(figures.far()).isEqualTo(1e-2);
        assertThat(figures.unlabelled()).isZero();
        assertThat(figures.accepts().keySet())
                .containsExactly(new Groups("a", "a"), new Groups("a", "b"), new Groups("b", "b"));
        assertThat(figures.accepts().values()).extracting(Errors::pairs).containsExactly(375L, 900L, 375L);
        assertThat(figures.accepts().values().stream().mapToLong(Errors::errors).sum())
                .isEqualTo((long) Math.floor(1e-2 * 1650));
        assertThat(figures.rejects().values()).extracting(Errors::pairs).containsExactly(60L, 60L);
        long rejected =
                figures.rejects().values().stream().mapToLong(Errors::errors).sum();
        assertThat(1 - rejected / 120.0).isCloseTo(at.tar(), within(1e-9));
        assertThat(figures.rejectsByYears().keySet()).containsExactly(Years.FROM_2, Years.FROM_5, Years.FROM_10);
        assertThat(figures.rejectsByYears().values()).extracting(Errors::pairs).containsExactly(48L, 60L, 12L);
    }

    @Test
    void aGroupThatLooksAlikeIsSeenInItsOwnCell() {
        float[][] vectors = VECTORS.clone();
        for (int i = 30; i < 60; i++) {
            float[] nearer = vectors[i].clone();
            nearer[0] += 1.5f;
            vectors[i] = io.sightline.core.Embedding.normalised(nearer).values();
        }

        Map<Groups, Errors> accepts =
                GroupFigures.of(assessment(vectors), vectors, groups(60)).accepts();

        assertThat(accepts.get(new Groups("b", "b")).rate())
                .isGreaterThan(2 * accepts.get(new Groups("a", "a")).rate());
    }

    @Test
    void picturesWithoutALabelAreCountedAndLeftOut() {
        GroupFigures figures = GroupFigures.of(assessment(VECTORS), VECTORS, groups(50));

        assertThat(figures.unlabelled()).isEqualTo(10);
        assertThat(figures.accepts().get(new Groups("b", "b")).pairs()).isEqualTo(150);
    }

    @Test
    void aFaceThatWasNotFoundIsRejectedAndNeverAccepted() {
        float[][] vectors = VECTORS.clone();
        vectors[0] = null;

        GroupFigures figures = GroupFigures.of(assessment(vectors), vectors, groups(60));

        assertThat(figures.rejects().get("a").errors()).isGreaterThanOrEqualTo(4);
        assertThat(figures.accepts().get(new Groups("a", "a")).pairs()).isEqualTo(350);
    }

    @Test
    void theTableSaysWhereTooFewPairsAre() {
        List<GroupFigures.Table> tables =
                GroupFigures.of(assessment(VECTORS), VECTORS, groups(60)).tables("m");

        assertThat(tables).hasSize(3);
        assertThat(tables.get(0).headings()).containsExactly("", "a", "b");
        assertThat(tables.get(0).rows().get(0)).containsExactly("a", "not measurable", "not measurable");
        assertThat(tables.get(1).rows().get(0).get(1)).endsWith(" of 60)");
        assertThat(tables.get(2).rows().get(2)).first().isEqualTo("10 to 19 years");
    }

    @Test
    void labelsOfOtherPicturesAreRefused() {
        var others = new PictureGroups(Map.of("elsewhere.jpg", new Label("a", OptionalInt.empty())));

        assertThatThrownBy(() -> GroupFigures.of(assessment(VECTORS), VECTORS, others))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("none of the 60 pictures", "person 0/0");
    }

    @Test
    void readsPictureGroupAndYear() throws Exception {
        Path file = Files.writeString(
                folder.resolve("groups.tsv"), "# ours\n\na/1.jpg\tI-II\t1987\nb\\2 x.jpg\tV-VI\nc.jpg\tI-II\t\n");

        assertThat(PictureGroups.read(file).labels())
                .containsOnly(
                        Map.entry("a/1.jpg", new Label("I-II", OptionalInt.of(1987))),
                        Map.entry("b/2 x.jpg", new Label("V-VI", OptionalInt.empty())),
                        Map.entry("c.jpg", new Label("I-II", OptionalInt.empty())));
    }

    @Test
    void aFolderStandsForThePicturesInItUnlessTheyAreNamedThemselves() {
        var label = new Label("I-II", OptionalInt.empty());
        var own = new Label("V-VI", OptionalInt.of(1987));
        var groups = new PictureGroups(Map.of("ada", label, "ada/2.jpg", own));

        assertThat(groups.of("ada/1.jpg")).contains(label);
        assertThat(groups.of("ada/2.jpg")).contains(own);
        assertThat(groups.of("bob/1.jpg")).isEmpty();
        assertThat(groups.of("1.jpg")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a.jpg I-II                  | line 1: expected picture, group",
                "a.jpg>x>87                  | line 1: '87' is no year",
                "a.jpg>x/b.jpg>y/a.jpg>x     | line 3: a.jpg was named before",
                "a.jpg>x>1987>more           | line 1: expected picture, group",
            })
    void aLineOfAnotherFormIsNamed(String text, String said) throws Exception {
        Path file = Files.writeString(
                folder.resolve("groups.tsv"), text.replace('>', '\t').replace('/', '\n'));

        assertThatThrownBy(() -> PictureGroups.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("groups.tsv", said);
    }
}
