package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.sightline.core.UserError;
import io.sightline.models.testkit.TestCrops;
import io.sightline.trainer.data.LabelledCrop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlignedPairsFileTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    /** As Python 2 writes {@code (['ab', '\\xff', 'c', 'd'], [True, False])}: strings for bytes. */
    private static final String PYTHON_2 =
            "80025d7100285502616271015401000000ff710255016371035501647104655d7105288889658671062e";

    @TempDir
    Path folder;

    private Path file(String hex) throws Exception {
        return Files.write(folder.resolve("set.bin"), HexFormat.of().parseHex(hex.replaceAll("\\s+", "")));
    }

    /** Runs Python with the set's path and a picture's as arguments. */
    private Path byPython(String code) throws Exception {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(PYTHON).exists();
        }
        assumeThat(PYTHON).exists();
        Path file = folder.resolve("set.bin");
        Path picture = Files.write(folder.resolve("picture.jpg"), picture(112));
        Path said = folder.resolve("said.txt");
        Process python = new ProcessBuilder(
                        PYTHON.toString(),
                        "-c",
                        "import pickle, sys\npicture = open(sys.argv[2], 'rb').read()\nout = open(sys.argv[1], 'wb')\n"
                                + code,
                        file.toString(),
                        picture.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(python.exitValue()).as(Files.readString(said)).isZero();
        return file;
    }

    private static byte[] picture(int side) {
        try (Mat grey = new Mat(side, side, CV_8UC3, new Scalar(120))) {
            return TestCrops.jpeg(grey);
        }
    }

    @Test
    void readsWhatPython2Wrote() throws Exception {
        Path file = file(PYTHON_2);

        EvaluationSet set = AlignedPairsFile.read(file);

        assertThat(set.pairs().hasPeople()).isFalse();
        assertThat(set.pairs().folds()).containsExactly(List.of(new Pair(0, 1, true)), List.of(new Pair(2, 3, false)));
        assertThatThrownBy(() -> set.faces().crop(1))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("set.bin, picture 2", "112 x 112 px");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void readsWhatPython3WritesInEachProtocol(int protocol) throws Exception {
        Path file = byPython(
                """
                pictures = [picture, bytearray(picture)] + [picture + bytes(range(256))] * 22
                pickle.dump((pictures, [i %% 2 == 0 for i in range(12)]), out, protocol=%d)
                """
                        .formatted(protocol));

        EvaluationSet set = AlignedPairsFile.read(file);

        byte[] picture = Files.readAllBytes(folder.resolve("picture.jpg"));
        LabelledCrop first = set.faces().crop(0);
        assertThat(set.faces().size()).isEqualTo(24);
        assertThat(first.jpeg()).isEqualTo(picture);
        assertThat(first.landmarks().leftEye().x()).isCloseTo(38.2946f, within(1e-4f));
        assertThat(first.landmarks().rightMouth().y()).isCloseTo(92.2041f, within(1e-4f));
        assertThat(set.faces().crop(1).jpeg()).isEqualTo(picture);
        assertThat(set.faces().crop(23).jpeg()).startsWith(picture).hasSize(picture.length + 256);
        assertThat(set.pairs().folds()).hasSize(10);
        assertThat(set.pairs().folds().stream().flatMap(List::stream))
                .hasSize(12)
                .allMatch(p -> p.second() == p.first() + 1 && p.isGenuine() == (p.first() % 4 == 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "([print, picture], [True])                | calls builtins.print",
                "([picture, 1.5], [True])                  | opcode 0x47",
                "([picture, {}], [True])                   | opcode 0x7d",
                "([picture, None], [True])                 | opcode 0x4e",
                "([picture, 7], [True])                    | picture 2: expected the bytes",
                "([picture, picture], [2])                 | answer 1: expected true or false",
                "([picture, picture, picture], [True])     | 3 pictures and 1 answers",
                "([], [])                                  | 0 pictures and 0 answers",
                "[picture]                                 | something else than a list of pictures",
            })
    void refusesAllElseByName(String value, String said) throws Exception {
        Path file = byPython("pickle.dump(" + value + ", out, protocol=4)");

        assertThatThrownBy(() -> AlignedPairsFile.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("set.bin")
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ffd8ffe0                                | no pickle",
                "80 09 2e                                | protocol is 9",
                "80 02 2e                                | ends with 0 values",
                "80 02 5d                                | at byte 3 it is cut off",
                "80 02 54 ffffffff 61                    | at byte 2 it announces 4294967295 bytes, but 1 follow",
                "80 04 8e ffffffffffffffff 61            | announces -1 bytes",
                "80 02 5d 65 2e                          | ends a list that did not begin",
                "80 02 68 05 2e                          | takes a value that it did not keep",
                "80 02 28 30 2e                          | opcode 0x30",
                "80 02 88 88 61 2e                       | adds to what is no list",
                "80 02 63 6f730a 73797374656d0a 2e       | at byte 2 it calls os.system",
                "80 02 29 29 52 2e                       | calls something in a way",
                "80 02 28 71 00 2e                       | takes a value where none is",
            })
    void aBrokenFileIsRefusedWithThePlace(String hex, String said) throws Exception {
        Path file = file(hex);

        assertThatThrownBy(() -> AlignedPairsFile.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("set.bin is no .bin set of pairs", said);
    }

    /** Whatever is cut off or flipped, nothing but a refusal comes of it. */
    @Test
    void anyDamageIsAnAnswerOrARefusal() {
        byte[] whole = HexFormat.of().parseHex(PYTHON_2);
        for (int i = 0; i < whole.length; i++) {
            for (int value : new int[] {0, 0x28, 0x52, 0x65, 0x7f, 0x86, 0xff}) {
                byte[] damaged = whole.clone();
                damaged[i] = (byte) value;
                try {
                    PairsPickle.read(damaged);
                } catch (PairsPickle.Refused e) {
                    assertThat(e).hasMessageMatching("(?s)(at byte \\d+ it|it is no pickle|its protocol) .*");
                }
            }
        }
    }

    @Test
    void aPictureOfAnotherSizeIsRefusedWithItsNumber() throws Exception {
        String picture = HexFormat.of().formatHex(picture(96));
        String length = HexFormat.of()
                .formatHex(new byte[] {(byte) (picture.length() / 2), (byte) (picture.length() >> 9), 0, 0});
        EvaluationSet set = AlignedPairsFile.read(
                file("80 02 5d 28" + ("54" + length + picture).repeat(2) + "65 5d 28 88 65 86 2e"));

        assertThatThrownBy(() -> set.faces().crop(0))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("picture 1", "112 x 112 px", "96 x 96");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> AlignedPairsFile.read(folder.resolve("no.bin")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no.bin");
    }
}
