package io.sightline.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @TempDir
    Path folder;

    enum Mode {
        FAST,
        SAFE
    }

    record Inner(
            @Setting(byDefault = "40", doc = "Smallest face, pixels") int minFacePixels,
            @Setting(byDefault = "200ms", doc = "How long to wait") Duration pause,
            @Setting(byDefault = "safe", doc = "How") Mode mode) {
        Inner {
            if (minFacePixels < 12) {
                throw new IllegalArgumentException("minFacePixels is " + minFacePixels + ", expected 12 or more");
            }
        }
    }

    record Outer(
            @Setting(doc = "Client settings") Map<String, String> kafka,
            @Setting(doc = "Name of the thing") String name,
            @Setting(doc = "Inner things") Inner inner,
            @Setting(doc = "By name") Map<String, Inner> named,
            @Setting(doc = "In order") List<String> items,
            @Setting(doc = "Rows of numbers") List<List<Double>> rows,
            @Setting(doc = "May be left out") Optional<Path> file) {}

    @Test
    void defaultsFillWhatIsNotGiven() {
        assertThat(ConfigLoader.defaults(Inner.class)).isEqualTo(new Inner(40, Duration.ofMillis(200), Mode.SAFE));
    }

    @Test
    void everyKeyIsRead() throws IOException {
        Outer config = load(
                """
                name: lobby
                kafka:
                  bootstrap.servers: broker:9092
                inner: {minFacePixels: 60, pause: 3s, mode: fast}
                named:
                  door: {minFacePixels: 20}
                items: [a, b]
                rows: [[0, 0.5], []]
                file: clip.mp4
                """,
                Map.of());
        assertThat(config)
                .isEqualTo(new Outer(
                        Map.of("bootstrap.servers", "broker:9092"),
                        "lobby",
                        new Inner(60, Duration.ofSeconds(3), Mode.FAST),
                        Map.of("door", new Inner(20, Duration.ofMillis(200), Mode.SAFE)),
                        List.of("a", "b"),
                        List.of(List.of(0.0, 0.5), List.of()),
                        Optional.of(Path.of("clip.mp4"))));
    }

    @Test
    void environmentOverridesFile() throws IOException {
        Outer config = load(
                "name: lobby\nkafka: {bootstrap.servers: a}",
                Map.of(
                        "SIGHTLINE_NAME", "yard",
                        "SIGHTLINE_INNER_MIN_FACE_PIXELS", "80",
                        "SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS", "b"));
        assertThat(config.name()).isEqualTo("yard");
        assertThat(config.inner().minFacePixels()).isEqualTo(80);
        assertThat(config.kafka()).containsExactly(Map.entry("bootstrap.servers", "b"));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThatThrownBy(() -> load(
                        """
                        nmae: lobby
                        inner: {minFacePixels: 5, puase: 3s}
                        named:
                          door: {minFacePixels: many, mode: quick, pause: 3}
                        items: one
                        rows: [[1], 2, [3, x]]
                        """,
                        Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("service.yml")
                .hasMessageContaining("nmae is not a key; did you mean name?")
                .hasMessageContaining("name is missing: Name of the thing")
                .hasMessageContaining("inner.puase is not a key; did you mean inner.pause?")
                .hasMessageContaining("named.door.minFacePixels is 'many', expected a whole number")
                .hasMessageContaining("named.door.mode is 'quick', expected one of [fast, safe]")
                .hasMessageContaining("named.door.pause is '3', expected a time such as 200ms")
                .hasMessageContaining("items is a single value, expected a list")
                .hasMessageContaining("rows[1] is a single value, expected a list")
                .hasMessageContaining("rows[2][1] is 'x', expected a number");
    }

    @Test
    void whatStandsInTheWrongPlaceIsNotRepeated() {
        // It may be a camera's address with its password.
        assertThatThrownBy(() -> load("name: x\nnamed: {door: 'rtsp://admin:hunter22@host'}", Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("named.door is a single value, expected keys and values")
                .hasMessageNotContaining("hunter22");
    }

    @Test
    void aValueOutOfRangeIsNamedWithItsKey() {
        assertThatThrownBy(() -> load("name: x\ninner: {minFacePixels: 5}", Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("inner.minFacePixels is 5, expected 12 or more");
    }

    @Test
    void bytesThatAreNoTextAreRefusedAsSuch() throws Exception {
        Path file = Files.write(folder.resolve("bytes.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});

        assertThatThrownBy(() -> ConfigLoader.load(file, Outer.class, Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessage(file + " is not text in UTF-8; expected YAML");
    }

    @Test
    void textThatIsNotYamlIsNamedWithItsLine() {
        assertThatThrownBy(() -> load("name: [unclosed\nother", Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not YAML")
                .hasMessageContaining("line");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ConfigLoader.load(folder.resolve("none.yml"), Outer.class, Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("none.yml")
                .hasMessageContaining("there is no such file");
    }

    private Outer load(String yaml, Map<String, String> environment) throws IOException {
        return ConfigLoader.load(Files.writeString(folder.resolve("service.yml"), yaml), Outer.class, environment);
    }
}
