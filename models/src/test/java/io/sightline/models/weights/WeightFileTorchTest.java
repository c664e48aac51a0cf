package io.sightline.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import io.sightline.models.Golden;
import io.sightline.models.PythonTorch;
import io.sightline.models.graph.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch itself wrote: {@code src/test/python/weight_files.py}. */
final class WeightFileTorchTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void makeFiles() throws Exception {
        PythonTorch.assumeInstalled();
        PythonTorch.run("weight_files.py", folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip.pth",
                "legacy.pth",
                "checkpoint.pth",
                "parameters.pth",
                "parameters-legacy.pth",
                "types.pth",
                "types-legacy.pth",
                "views.pth",
                "views-legacy.pth",
                "data.safetensors"
            })
    void everyNumberIsTheOneThatPyTorchSaved(String file) throws IOException {
        Map<String, Parameter> read = WeightFile.read(folder.resolve(file));

        JsonNode expected =
                new JsonMapper().readTree(folder.resolve(file + ".json").toFile());
        assertThat(read.keySet()).containsExactlyElementsOf(names(expected));
        read.forEach((name, parameter) -> {
            List<Integer> shape = new ArrayList<>();
            expected.get(name).get(0).forEach(size -> shape.add(size.intValue()));
            assertThat(parameter.name()).isEqualTo(name);
            assertThat(parameter.shape()).as(name).isEqualTo(shape);
            assertThat(parameter.values())
                    .as(name)
                    .isEqualTo(Golden.numbers(expected.get(name).get(1)));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    expanded.pth      | does not fit into its storage of 1 numbers
                    nan.pth           | tensor 'nan' has the value NaN
                    too-large.pth     | tensor 'huge' has the value Infinity as float32
                    empty.pth         | holds no tensor
                    list.pth          | holds a list; expected a dictionary of tensors
                    mixed.pth         | entry 'epoch' is a scalar; expected tensors only
                    module.pth        | the pickle names '__main__.Block', which is refused
                    protocol-4.pth    | is refused
                    script.pth        | is a TorchScript program; expected weights alone
                    """)
    void whatIsNoStateDictOfFiniteTensorsIsRefusedByName(String file, String message) {
        assertThatThrownBy(() -> WeightFile.read(folder.resolve(file)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attack.pth", "attack-legacy.pth", "attack.pkl"})
    void aClassThatWouldRunCodeIsRefusedByNameAndPositionAndNothingRuns(String file) {
        assertThatThrownBy(() -> WeightFile.read(folder.resolve(file)))
                .isInstanceOf(UserError.class)
                .hasMessageMatching(
                        "(?s).*(posix.system|STACK_GLOBAL|FRAME).* is refused.*at byte \\d+ of the pickle.*");
        assertThat(folder.resolve("code-was-run")).doesNotExist();
    }

    @Test
    void everyShorterFileIsRefused() throws IOException {
        for (String file : List.of("zip.pth", "legacy.pth", "data.safetensors")) {
            byte[] whole = Files.readAllBytes(folder.resolve(file));
            for (int length = 0; length < whole.length; length += 1 + whole.length / 200) {
                Path cut = folder.resolve("cut");
                Files.write(cut, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> WeightFile.read(cut))
                        .as("%s cut to %d bytes", file, length)
                        .isInstanceOf(UserError.class);
            }
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
