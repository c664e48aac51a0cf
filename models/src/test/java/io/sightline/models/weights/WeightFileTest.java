package io.sightline.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.graph.Parameter;
import io.sightline.models.graph.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WeightFileTest {
    @TempDir
    Path folder;

    static Stream<Arguments> goodFiles() {
        float[] turned = {1, 4, 2, 5, 3, 6};
        float[] straight = {1, 2, 3, 4, 5, 6};
        return Stream.of(
                Arguments.of("zip", HandMadeFiles.zip(), turned),
                Arguments.of("big-endian zip", HandMadeFiles.zip(stateDict(), ByteOrder.BIG_ENDIAN), turned),
                Arguments.of("legacy", HandMadeFiles.legacy(), turned),
                Arguments.of("big-endian legacy", HandMadeFiles.legacy(ByteOrder.BIG_ENDIAN), turned),
                Arguments.of("safetensors", HandMadeFiles.safetensors(), straight));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodFiles")
    void aFileWrittenByHandIsReadWithItsStridesAndByteOrder(String name, byte[] bytes, float[] values)
            throws IOException {
        Map<String, Parameter> read = read(bytes);

        assertThat(read.keySet()).containsExactly("conv.weight", "bn.num_batches_tracked");
        assertThat(read.get("conv.weight").shape()).containsExactly(3, 2);
        assertThat(read.get("conv.weight").values()).containsExactly(values);
        assertThat(read.get("bn.num_batches_tracked").shape()).isEmpty();
        assertThat(read.get("bn.num_batches_tracked").values()).containsExactly(7);
    }

    @Test
    void ourOwnSafetensorsAreReadBack() throws IOException {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("last.weight", new Parameter("last.weight", List.of(2, 2), new float[] {1, 2, 3, -4e-9f}));
        parameters.put("last.bias", new Parameter("last.bias", List.of(2), new float[] {0, -0f}));

        assertThat(read(SafeTensors.of(parameters))).containsExactlyEntriesOf(parameters);
    }

    static Stream<Arguments> refusedPickles() {
        return Stream.of(
                refused(
                        new PickleBuilder()
                                .global("os", "system")
                                .text("true")
                                .raw(0x85)
                                .op("R"),
                        "the pickle names 'os.system', which is refused: loading it could run code."
                                + " Only tensors are read; save with torch.save(model.state_dict(), file)"
                                + " (at byte 2 of the pickle)"),
                refused(
                        new PickleBuilder().global("torch.nn.modules.linear", "Linear"),
                        "the pickle names 'torch.nn.modules.linear.Linear', which is refused"),
                refused(new PickleBuilder().global("torch", "load"), "the pickle names 'torch.load'"),
                refused(
                        new PickleBuilder().op(")").raw(0x81),
                        "the pickle operation NEWOBJ is refused: a state dict of tensors does not need it"),
                refused(new PickleBuilder().op("(ios\nsystem\n"), "the pickle operation INST is refused"),
                refused(new PickleBuilder().raw(0x93), "the pickle operation STACK_GLOBAL is refused"),
                refused(new PickleBuilder().raw(0xff), "0xff is no pickle operation"),
                refused(
                        new PickleBuilder().global("torch", "FloatStorage").op(")R"),
                        "REDUCE calls StorageClass[type=FLOAT32] with 0 arguments, which is refused"),
                refused(new PickleBuilder().text("a").op(")R"), "REDUCE calls a text, which is refused"),
                refused(new PickleBuilder().orderedDict().text("state").op("b"), "BUILD on a dict is refused"),
                refused(new PickleBuilder().op("}}b"), "BUILD on a dict is refused"),
                refused(
                        oneTensor("FloatStorage", 6, 0, new long[] {2, 3}, new long[] {3, 2}),
                        "does not fit into its storage of 6 numbers"),
                refused(
                        oneTensor("FloatStorage", 6, 1, new long[] {6}, new long[] {1}),
                        "a tensor of the shape [6] with the strides [1] from 1 does not fit"),
                refused(
                        oneTensor("FloatStorage", 6, -1, new long[] {2}, new long[] {1}),
                        "from -1 does not fit into its storage"),
                refused(
                        oneTensor("FloatStorage", 6, 0, new long[] {1_000_000_000}, new long[] {0}),
                        "does not fit into its storage of 6 numbers"),
                refused(
                        oneTensor("FloatStorage", 6, 0, new long[] {1 << 30, 1 << 30, 0}, new long[] {1, 1, 1}),
                        "is absurd"),
                refused(
                        oneTensor("FloatStorage", 6, 0, new long[] {2, 2}, new long[] {Long.MAX_VALUE, 1}),
                        "are absurd"),
                refused(oneTensor("FloatStorage", 6, 0, new long[] {2}, new long[] {-1}), "neither is ever negative"),
                refused(oneTensor("FloatStorage", 6, 0, new long[] {2, 3}, new long[] {1}), "has 1 strides"),
                refused(
                        oneTensor("FloatStorage", 1L << 40, 0, new long[] {1}, new long[] {1}),
                        "storage '0' claims 1099511627776 numbers; at most 2 GiB in one are read"),
                refused(
                        oneTensor("DoubleStorage", 6, 0, new long[] {1}, new long[] {1}),
                        "has 24 bytes in 'net/data/0', expected 48 for 6 numbers of FLOAT64"),
                refused(
                        new PickleBuilder()
                                .op("}(")
                                .tensor("a", "FloatStorage", "../../secret", 6, 0, new long[] {6}, new long[] {1})
                                .op("u"),
                        "has no file 'net/data/../../secret'"),
                refused(new PickleBuilder().op("}("), "the pickle takes a value where there is none"),
                refused(new PickleBuilder().op("u"), "the pickle has a mark too few"),
                refused(new PickleBuilder().op("}}"), "the pickle ends with values left over"),
                refused(new PickleBuilder().op("h").raw(9), "the pickle recalls value 9, which it never kept"),
                refused(new PickleBuilder().op("}}}s"), "a dictionary's key is a dict"),
                refused(new PickleBuilder().op("}").text("a").op("Ns").text("a").op("Ns"), "twice"),
                refused(
                        new PickleBuilder()
                                .op("}q")
                                .raw(0)
                                .text("me")
                                .op("h")
                                .raw(0)
                                .op("s"),
                        "entry 'me' is a dict"),
                refused(
                        new PickleBuilder().op("}").text("\u001b[2Jred").op("Ns"),
                        "entry '?[2Jred' is a none; expected tensors only"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusedPickles")
    void whatNoStateDictNeedsIsRefusedByNameAndPosition(byte[] pickle, String message) throws IOException {
        assertRefused(HandMadeFiles.zipOf(pickle), message);
    }

    @Test
    void aPickleThatOnlyGrowsIsStopped() throws IOException {
        PickleBuilder endless = new PickleBuilder();
        for (int i = 0; i < 600_000; i++) {
            endless.op("}");
        }
        assertRefused(HandMadeFiles.zipOf(endless.stop()), "the pickle has more than 500000 operations");
    }

    @Test
    void aCompressedEntryIsRefusedBeforeItIsUnpacked() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("net/data.pkl"));
            zip.write(new byte[1 << 20]);
        }
        assertRefused(out.toByteArray(), "has 'net/data.pkl' compressed; torch.save stores its files as they are");
    }

    @Test
    void aStorageWhoseBytesWereChangedIsRefused() throws IOException {
        byte[] zip = HandMadeFiles.zip();
        byte[] sought = HandMadeFiles.storage0(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (!Arrays.equals(zip, at, at + sought.length, sought, 0, sought.length)) {
            at++;
        }
        zip[at + 4] ^= 1;

        assertRefused(zip, "is damaged: 'net/data/0' is not what the zip's checksum says");
    }

    @Test
    void aLegacyFileIsReadToItsEndAndNoFurther() throws IOException {
        byte[] legacy = HandMadeFiles.legacy();
        assertRefused(Arrays.copyOf(legacy, legacy.length - 1), "breaks off");
        assertRefused(Arrays.copyOf(legacy, legacy.length + 3), "has 3 bytes behind its last storage");
        assertRefused(new PickleBuilder().integer(3).stop(), "none of torch.save: the magic number is missing");
    }

    static Stream<Arguments> refusedHeaders() {
        String end = "\"b\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}";
        return Stream.of(
                Arguments.of("{}", "has 32 bytes of data, its header speaks of 0"),
                Arguments.of("{\"a\":3}", "tensor 'a' has no data_offsets [from, to]"),
                Arguments.of("{]}", "has a header that is no JSON"),
                Arguments.of(
                        "{\"a\":{\"dtype\":\"F4\",\"shape\":[6],\"data_offsets\":[8,32]}," + end,
                        "has the dtype 'F4'; expected one of F64"),
                Arguments.of(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[7],\"data_offsets\":[8,32]}," + end,
                        "does not fit into its storage of 6 numbers"),
                Arguments.of(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[8,32]}," + end,
                        "has 24 bytes, its shape [5] of F32 takes 20"),
                Arguments.of(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[7,31]}," + end,
                        "begins at byte 7 of the data, expected 8"),
                Arguments.of(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[600],\"data_offsets\":[8,2408]}," + end,
                        "has 32 bytes of data, its header speaks of 2408"),
                Arguments.of(
                        "{\"b\":{\"dtype\":\"F32\",\"shape\":[6],\"data_offsets\":[8,32]}," + end,
                        "Duplicate field 'b'"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refusedHeaders")
    void aSafetensorsHeaderThatDoesNotFitItsDataIsRefused(String header, String message) throws IOException {
        assertRefused(HandMadeFiles.safetensors(header), message);
    }

    @Test
    void whatIsNoWeightFileIsRefused() throws IOException {
        assertRefused(new byte[0], "it is neither a .pth of torch.save nor safetensors");
        assertRefused(new byte[] {'P', 'K', 3, 4, 5}, "Cannot read the weights of");
        assertRefused(HandMadeFiles.stored(Map.of("readme.txt", new byte[3])), "is a zip with 0 files FOLDER/data.pkl");
        assertThatThrownBy(() -> WeightFile.read(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> WeightFile.read(folder.resolve("missing.pth")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there is no such file");
    }

    private static byte[] stateDict() {
        return new PickleBuilder()
                .op("}(")
                .tensor("conv.weight", "FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                .tensor("bn.num_batches_tracked", "LongStorage", "1", 1, 0, new long[] {}, new long[] {})
                .op("u")
                .stop();
    }

    private static PickleBuilder oneTensor(String type, long length, long offset, long[] shape, long[] strides) {
        return new PickleBuilder()
                .op("}(")
                .tensor("a", type, "0", length, offset, shape, strides)
                .op("u");
    }

    private static Arguments refused(PickleBuilder pickle, String message) {
        return Arguments.of(pickle.stop(), message);
    }

    private Map<String, Parameter> read(byte[] bytes) throws IOException {
        Path file = folder.resolve("weights");
        Files.write(file, bytes);
        return WeightFile.read(file);
    }

    private void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.resolve("weights").toString())
                .hasMessageContaining(message);
    }
}
