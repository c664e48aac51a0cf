package io.sightline.models.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In JVMs of their own, with less on the class path. */
final class MissingLibrariesTest {
    @TempDir
    private Path folder;

    @Test
    void onnxRuntimeNeedsNothingOfDjl() throws Exception {
        TestBundles.tiny(folder);
        assertThat(embedIn("ONNX", jar -> !isDjl(jar))).isEqualTo("1 vector");
    }

    @Test
    void withoutDjlPyTorchSaysWhatToAdd() throws Exception {
        TestBundles.tiny(folder);
        assertThat(embedIn("PYTORCH", jar -> !isDjl(jar)))
                .startsWith("UserError: engine: pytorch needs DJL on the class path")
                .contains("pytorch-native-cpu", "set engine: onnx");
    }

    @Test
    void withoutNativeLibrariesPyTorchSaysWhatToAddInsteadOfDownloading() throws Exception {
        TestBundles.tiny(folder);
        assertThat(embedIn("PYTORCH", jar -> !jar.contains("pytorch-native")))
                .startsWith("UserError: engine: pytorch needs PyTorch's native libraries for the CPU on the class path")
                .contains("found none", "pytorch-native-cpu", "set engine: onnx");
    }

    private static boolean isDjl(String jar) {
        return jar.contains(File.separator + "djl" + File.separator);
    }

    private String embedIn(String engine, Predicate<String> wanted) throws Exception {
        String whole = System.getProperty("java.class.path");
        String less = Arrays.stream(whole.split(File.pathSeparator))
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(less).isNotEqualTo(whole);
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        less,
                        OneFace.class.getName(),
                        folder.toString(),
                        engine)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return said.lines().reduce((first, last) -> last).orElse("nothing");
        } finally {
            process.destroyForcibly();
        }
    }

    static final class OneFace {
        private OneFace() {}

        @SuppressWarnings("SystemOut") // The parent process reads it.
        public static void main(String[] args) {
            var settings = new EmbeddingOptions(EngineKind.valueOf(args[1]), new ComputeDevice.Cpu(), 1, 1, false);
            try (var embedder = FaceEmbedder.open(ModelBundle.load(Path.of(args[0])), settings)) {
                List<FaceImage> faces = TestCrops.many(1);
                System.out.println(embedder.embed(faces).size() + " vector");
            } catch (UserError e) {
                System.out.println("UserError: " + e.getMessage());
            }
        }
    }
}
