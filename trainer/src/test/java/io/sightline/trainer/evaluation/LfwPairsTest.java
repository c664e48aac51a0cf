package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.trainer.evaluation.LfwPairs.Image;
import io.sightline.trainer.evaluation.LfwPairs.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LfwPairsTest {
    @TempDir
    Path folder;

    @Test
    void readsFoldsOfPairsOfOneAndOfTwoPeople() throws Exception {
        LfwPairs pairs = read("2\t1\nAda\t1\t4\nAda\t1\tBob\t2\nBob\t2\t3\nBob\t3\tCy\t1\n");

        assertThat(pairs.folds())
                .containsExactly(
                        List.of(
                                new Pair(new Image("Ada", 1), new Image("Ada", 4)),
                                new Pair(new Image("Ada", 1), new Image("Bob", 2))),
                        List.of(
                                new Pair(new Image("Bob", 2), new Image("Bob", 3)),
                                new Pair(new Image("Bob", 3), new Image("Cy", 1))));
        assertThat(pairs.folds().get(0)).extracting(Pair::isGenuine).containsExactly(true, false);
    }

    @Test
    void namesPicturesAsTheBenchmarkDoes() {
        assertThat(new Image("Ada_Lovelace", 12).path()).isEqualTo("Ada_Lovelace/Ada_Lovelace_0012.jpg");
    }

    @Test
    void saysWhichLineIsWrong() {
        assertThatThrownBy(() -> read("1 1\nAda 1 2\nAda one Bob 2\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("Ada one Bob 2");
    }

    @Test
    void refusesAFileThatIsShorterThanItPromises() {
        assertThatThrownBy(() -> read("10 300\nAda 1 2\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("promises 6000 pairs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\n", "0 300\n", "10 0\n", "-1 -1\n", "2000000000 2000000000\n", "\n", ""})
    void refusesAHeaderThatPromisesNothingOrTooMuch(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("pairs.txt")
                .hasMessageContaining("line 1");
    }

    private LfwPairs read(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("pairs.txt"), text);
        return LfwPairs.parse(file, Files.readAllLines(file));
    }
}
