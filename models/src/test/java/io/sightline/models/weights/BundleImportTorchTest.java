package io.sightline.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.Engines;
import io.sightline.models.ModelBundle;
import io.sightline.models.PythonTorch;
import io.sightline.models.RawFloats;
import io.sightline.models.net.Architecture;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state dict of PyTorch's becomes a bundle that computes what PyTorch does: {@code src/test/python/facenet.py}. */
final class BundleImportTorchTest {
    private static final double EXACT = 1e-4;
    private static final Imported IMPORTED =
            new Imported("their-facenet", "1", Imported.given(0.9, 0.1, 1e-3), "MIT", null);

    @TempDir
    static Path folder;

    private static Path weights;
    private static ModelBundle bundle;
    private static float[] pictures;
    private static float[] vectors;

    @BeforeAll
    static void importWhatPythonSaved() throws Exception {
        PythonTorch.assumeInstalled();
        PythonTorch.run("facenet.py", folder, "mobilenet");
        weights = folder.resolve("facenet_mobilenet.pth");
        pictures = RawFloats.read(folder.resolve("input.bin"));
        vectors = RawFloats.read(folder.resolve("output.bin"));
        Architecture architecture = Architecture.FACENET_MOBILENETV1;
        bundle = new BundleImport(IMPORTED, folder.resolve("bundle"))
                .stateDict(weights, architecture, 128, architecture.template(), NameMapping.FACENET);
    }

    @Test
    void itsOnnxComputesWhatPythonDoes() throws Exception {
        float[] found = Engines.onnx(bundle.onnx(), pictures, 2, 3, 160, 160).get(0);

        assertThat(RawFloats.relativeDifference(vectors, found)).isLessThan(EXACT);
    }

    @Test
    void itsTorchScriptComputesWhatPythonDoesInOurEngineAndInPythonsOwnReader() throws Exception {
        float[] ours =
                Engines.torch(bundle.torchScript(), pictures, 2, 3, 160, 160).get(0);
        Path output = folder.resolve("jit.bin");
        PythonTorch.run("jit_forward.py", bundle.torchScript(), folder.resolve("input.bin"), output, 2, 3, 160, 160);

        assertThat(RawFloats.relativeDifference(vectors, ours)).isLessThan(EXACT);
        assertThat(RawFloats.relativeDifference(vectors, RawFloats.read(output)))
                .isLessThan(EXACT);
    }

    @Test
    void anInceptionResNetComputesWhatPythonDoes(@TempDir Path other) throws Exception {
        PythonTorch.run("facenet.py", other, "inception_resnetv1");
        Architecture architecture = Architecture.FACENET_INCEPTION_RESNETV1;
        ModelBundle inception = new BundleImport(IMPORTED, other.resolve("bundle"))
                .stateDict(
                        other.resolve("facenet_inception_resnetv1.pth"),
                        architecture,
                        128,
                        architecture.template(),
                        NameMapping.FACENET);

        float[] found = Engines.onnx(inception.onnx(), RawFloats.read(other.resolve("input.bin")), 2, 3, 160, 160)
                .get(0);

        assertThat(RawFloats.relativeDifference(RawFloats.read(other.resolve("output.bin")), found))
                .isLessThan(EXACT);
    }

    @Test
    void itsManifestSaysWhereItComesFrom() {
        assertThat(bundle.id().name()).isEqualTo("their-facenet");
        assertThat(bundle.manifest().origin().made()).isEqualTo("Imported into facenet-mobilenetv1");
        assertThat(bundle.manifest().origin().sources()).singleElement().satisfies(source -> {
            assertThat(source.file()).isEqualTo("facenet_mobilenet.pth");
            assertThat(source.licence()).isEqualTo("MIT");
            assertThat(source.author()).isEqualTo("not stated");
        });
        assertThat(bundle.manifest().threshold().calibration()).contains("not measured");
    }

    @Test
    void weightsOfAnotherLengthOfVectorAreRefusedByNameAndLeaveNothingBehind() {
        Path target = folder.resolve("other");
        Architecture architecture = Architecture.FACENET_MOBILENETV1;

        assertThatThrownBy(() -> new BundleImport(IMPORTED, target)
                        .stateDict(weights, architecture, 512, architecture.template(), NameMapping.FACENET))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("of another shape: 'Bottleneck.weight [128, 1024], expected [512, 1024]'");
        assertThat(target).doesNotExist();
        assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith(".other"));
    }

    @Test
    void aFolderThatIsThereIsNotOverwritten() {
        Architecture architecture = Architecture.FACENET_MOBILENETV1;

        assertThatThrownBy(() -> new BundleImport(IMPORTED, folder.resolve("bundle"))
                        .stateDict(weights, architecture, 128, architecture.template(), NameMapping.FACENET))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("already; a model gets a folder of its own");
    }
}
