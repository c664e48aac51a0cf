package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OnnxRuntimeTest {

    /** Opens a session while the JVM shuts down, after the binding's own hook has closed the environment. */
    static final class StoppedWhileOpening {
        public static void main(String[] args) {
            Path model = Path.of(args[0]);
            OrtEnvironment environment = OnnxRuntime.environment();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                environment.close();
                try (var session = OnnxRuntime.open(environment, model, 1, OnnxRuntime.Shapes.FEW)) {
                    System.out.println("inputs " + session.getNumInputs());
                } catch (Exception e) {
                    System.out.println("failed " + e);
                }
            }));
        }
    }

    @Test
    void aSessionStillOpensWhileTheProcessStops() throws IOException, InterruptedException {
        Path model = Path.of("target", "bundles", "mtcnn", "onet.onnx").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        StoppedWhileOpening.class.getName(),
                        model.toString())
                .redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(printed).contains("inputs 1");
        assertThat(process.exitValue()).isZero();
    }
}
