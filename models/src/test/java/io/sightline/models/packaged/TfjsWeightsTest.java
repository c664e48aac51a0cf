package io.sightline.models.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfjsWeightsTest {
    private static final String MANIFEST =
            """
            [{"paths": ["shard1", "shard2"], "weights": [
              {"name": "plain", "shape": [2, 1], "dtype": "float32"},
              {"name": "bytes", "shape": [3], "dtype": "float32",
               "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}},
              {"name": "shorts", "shape": [2], "dtype": "float32",
               "quantization": {"dtype": "uint16", "scale": 2, "min": 10}},
              {"name": "number", "shape": [], "dtype": "int32"}]}]
            """;

    @TempDir
    Path folder;

    private byte[] data;
    private Path manifest;

    @BeforeEach
    void writeManifest() throws IOException {
        data = ByteBuffer.allocate(2 * 4 + 3 + 2 * 2 + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .put((byte) 0)
                .put((byte) 2)
                .put((byte) 255)
                .putShort((short) 1)
                .putShort((short) 65535)
                .putInt(7)
                .array();
        manifest = folder.resolve("manifest.json");
        Files.writeString(manifest, MANIFEST);
    }

    @Test
    void readsPlainAndQuantisedTensorsThoughAShardEndsWithinOne() throws IOException {
        writeShards(data, 5);

        TfjsWeights weights = TfjsWeights.read(manifest);

        assertThat(weights.tensor("plain").shape()).containsExactly(2, 1);
        assertThat(weights.tensor("plain").values()).containsExactly(1.5f, -2);
        assertThat(weights.tensor("bytes").values()).containsExactly(-1, 0, 126.5f);
        assertThat(weights.tensor("shorts").values()).containsExactly(12, 131080);
        assertThat(weights.tensor("number").values()).containsExactly(7);
        weights.requireAllUsed();
    }

    @Test
    void namesTensorsThatNobodyUsed() throws IOException {
        writeShards(data, 4);
        TfjsWeights weights = TfjsWeights.read(manifest);
        weights.tensor("plain");
        weights.leaveOut("num");

        assertThatThrownBy(weights::requireAllUsed)
                .isInstanceOf(UserError.class)
                .hasMessageContaining(manifest.toString())
                .hasMessageContaining("[bytes, shorts]");
    }

    @Test
    void refusesShardsThatAreTooShort() throws IOException {
        writeShards(Arrays.copyOf(data, data.length - 1), 4);

        assertThatThrownBy(() -> TfjsWeights.read(manifest))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("ends within number");
    }

    @Test
    void refusesShardsThatAreTooLong() throws IOException {
        writeShards(Arrays.copyOf(data, data.length + 1), 4);

        assertThatThrownBy(() -> TfjsWeights.read(manifest))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("1 bytes follow");
    }

    @Test
    void refusesAFormThatItDoesNotKnow() throws IOException {
        Files.writeString(manifest, MANIFEST.replace("uint16", "float16"));
        writeShards(data, 4);

        assertThatThrownBy(() -> TfjsWeights.read(manifest))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("float16");
    }

    @Test
    void movesAxes() {
        TfjsTensor tensor = new TfjsTensor("t", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});

        TfjsTensor moved = tensor.transposed(1, 0);

        assertThat(moved.shape()).containsExactly(3, 2);
        assertThat(moved.values()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    private void writeShards(byte[] bytes, int cut) throws IOException {
        Files.write(folder.resolve("shard1"), Arrays.copyOf(bytes, cut));
        Files.write(folder.resolve("shard2"), Arrays.copyOfRange(bytes, cut, bytes.length));
    }
}
