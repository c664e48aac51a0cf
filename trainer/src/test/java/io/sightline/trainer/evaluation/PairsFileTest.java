package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairsFileTest {
    @TempDir
    Path folder;

    @Test
    void readsTheFormOfLfw() throws Exception {
        PairSet set = read("2\t1\nAda\t1\t4\nAda\t1\tBob\t2\nBob\t2\t3\nBob\t3\tCy\t1\n");

        assertThat(set.pictures())
                .containsExactly(
                        "Ada/Ada_0001.jpg",
                        "Ada/Ada_0004.jpg",
                        "Bob/Bob_0002.jpg",
                        "Bob/Bob_0003.jpg",
                        "Cy/Cy_0001.jpg");
        assertThat(set.people()).containsExactly("Ada", "Ada", "Bob", "Bob", "Cy");
        assertThat(set.folds())
                .containsExactly(
                        List.of(new Pair(0, 1, true), new Pair(0, 2, false)),
                        List.of(new Pair(2, 3, true), new Pair(3, 4, false)));
    }

    @Test
    void readsAListOfPathsWhoseFoldersArePeople() throws Exception {
        PairSet set = read("# mine\nada/1.jpg ada/2.png 1\n\nada\\1.jpg bob/x y.jpg 0\n".replace("x y", "xy"));

        assertThat(set.pictures()).containsExactly("ada/1.jpg", "ada/2.png", "bob/xy.jpg");
        assertThat(set.people()).containsExactly("ada", "ada", "bob");
        assertThat(set.folds()).hasSize(2);
    }

    @Test
    void pathsWithSpacesAreSeparatedByTabs() throws Exception {
        assertThat(read("ada l/1 a.jpg\tada l/2.jpg\t1\n").pictures()).containsExactly("ada l/1 a.jpg", "ada l/2.jpg");
    }

    @Test
    void takesFoldersForNoPeopleWhereAPairSpeaksAgainstIt() throws Exception {
        assertThat(read("day1/1.jpg day2/1.jpg 1\nday1/1.jpg day2/2.jpg 0\n").hasPeople())
                .isFalse();
        assertThat(read("1.jpg 2.jpg 1\n").hasPeople()).isFalse();
    }

    @Test
    void splitsAListInOrderTheFirstFoldsGettingOneMore() throws Exception {
        PairSet set = read("a/1 a/2 1\n".repeat(23));

        assertThat(set.folds()).extracting(List::size).containsExactly(3, 3, 3, 2, 2, 2, 2, 2, 2, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/1 a/2 1\na/1 a/2\n", "a/1 a/2 1\na/1 a/2 2\n", "a/1 a/2 1\na/1 a/2 b/3 1\n"})
    void saysWhichLineIsWrong(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("pairs.txt, line 2: expected two paths and 1 (one person) or 0 (two people)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n"})
    void refusesAFileWithoutPairs(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(UserError.class).hasMessageContaining("pairs.txt");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> PairsFile.read(folder.resolve("none.txt")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("none.txt");
    }

    private PairSet read(String text) throws Exception {
        return PairsFile.read(Files.writeString(folder.resolve("pairs.txt"), text));
    }
}
