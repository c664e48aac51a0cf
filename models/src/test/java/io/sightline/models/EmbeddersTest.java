package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Embedding;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddersTest {
    private static final String MOBILEFACENET = "mobilefacenet-128";
    private static final String DLIB = "dlib-128";

    @Test
    void dlibComputesWhatTheIndependentImplementationDoes() throws Exception {
        ModelBundle bundle = bundle(DLIB);
        float[] expected = Golden.numbers(Golden.networks().get("dlib_150x150_not_normalised"));

        assertThat(onnx(bundle, formula(bundle), 1).get(0)).containsExactly(expected, within(1e-5f));
        assertThat(torch(bundle, formula(bundle), 1).get(0)).containsExactly(expected, within(1e-5f));
    }

    @Test
    void dlibDescribesTheDemoPhotosAsTheIndependentImplementationDoes() throws Exception {
        ModelBundle bundle = bundle(DLIB);
        List<Embedding> golden = new ArrayList<>();
        List<float[]> faces = faces(bundle, golden, "dlib_128");

        List<Embedding> found = embeddings(onnx(bundle, joined(faces), faces.size()), faces.size());

        assertThat(found).hasSize(22);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).distanceTo(golden.get(i))).isLessThan(5e-3);
        }
    }

    @Test
    void foldedMobileFaceNetKeepsTheDistancesOfTheUnfoldedOne() throws Exception {
        ModelBundle bundle = bundle(MOBILEFACENET);
        List<Embedding> golden = new ArrayList<>();
        List<float[]> inputs = faces(bundle, golden, "mobilefacenet_192");
        inputs.add(formula(bundle));
        golden.add(Embedding.normalised(Golden.numbers(Golden.networks().get("mobilefacenet_192_112x112"))));

        List<Embedding> found = embeddings(onnx(bundle, joined(inputs), inputs.size()), inputs.size());

        for (int i = 0; i < found.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(found.get(i).distanceTo(found.get(j)))
                        .isCloseTo(golden.get(i).distanceTo(golden.get(j)), within(5e-3));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MOBILEFACENET, DLIB})
    void enginesAgreeOnRealFacesInABatch(String name) throws Exception {
        ModelBundle bundle = bundle(name);
        List<float[]> faces = faces(bundle, new ArrayList<>(), "dlib_128");

        List<Embedding> onnx = embeddings(onnx(bundle, joined(faces), faces.size()), faces.size());
        List<Embedding> torch = embeddings(torch(bundle, joined(faces), faces.size()), faces.size());

        for (int i = 0; i < faces.size(); i++) {
            assertThat(onnx.get(i).values()).containsExactly(torch.get(i).values(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource({MOBILEFACENET + ", 0.997", DLIB + ", 0.9995"})
    void theWayOverTheCanonicalCropHardlyMovesAVector(String name, double leastCosine) throws Exception {
        ModelBundle bundle = bundle(name);
        CropPreprocessor preprocessor = new CropPreprocessor(bundle.manifest());
        List<float[]> cropped = new ArrayList<>();
        DemoPhotos.forEachFace((photo, points, figures) -> {
            byte[] jpeg = DemoPhotos.canonicalJpeg(photo, points);
            FloatBuffer tensor = FloatBuffer.allocate(preprocessor.tensorLength());
            preprocessor.into(
                    tensor,
                    jpeg,
                    SimilarityTransform.between(points, CanonicalTemplate.POINTS)
                            .apply(points));
            cropped.add(tensor.array());
        });
        List<float[]> straight = faces(bundle, new ArrayList<>(), "dlib_128");

        List<Embedding> viaCrop = embeddings(onnx(bundle, joined(cropped), cropped.size()), cropped.size());
        List<Embedding> fromPhoto = embeddings(onnx(bundle, joined(straight), straight.size()), straight.size());

        for (int i = 0; i < viaCrop.size(); i++) {
            double distance = viaCrop.get(i).distanceTo(fromPhoto.get(i));
            assertThat(1 - distance * distance / 2).as("cosine").isGreaterThan(leastCosine);
        }
    }

    private static ModelBundle bundle(String name) {
        return ModelBundle.load(Golden.bundles().resolve(name));
    }

    private static float[] formula(ModelBundle bundle) {
        Manifest.Input input = bundle.manifest().input();
        float[] mean = {input.mean().get(0), input.mean().get(1), input.mean().get(2)};
        return Golden.formula(input.height(), input.width(), mean, input.scale());
    }

    /** The demo photos' faces as the network's input; adds the figures of that name to {@code golden}. */
    private static List<float[]> faces(ModelBundle bundle, List<Embedding> golden, String figure) throws Exception {
        CropPreprocessor preprocessor = new CropPreprocessor(bundle.manifest());
        List<float[]> faces = new ArrayList<>();
        DemoPhotos.forEachFace((photo, points, figures) -> {
            FloatBuffer tensor = FloatBuffer.allocate(preprocessor.tensorLength());
            preprocessor.into(tensor, photo, points);
            faces.add(tensor.array());
            golden.add(Embedding.normalised(Golden.numbers(figures.get(figure))));
        });
        return faces;
    }

    private static float[] joined(List<float[]> parts) {
        FloatBuffer all = FloatBuffer.allocate(parts.size() * parts.get(0).length);
        parts.forEach(all::put);
        return all.array();
    }

    private static List<float[]> onnx(ModelBundle bundle, float[] batch, int faces) throws Exception {
        Manifest.Input input = bundle.manifest().input();
        return Engines.onnx(bundle.onnx(), batch, faces, 3, input.height(), input.width());
    }

    private static List<float[]> torch(ModelBundle bundle, float[] batch, int faces) throws Exception {
        Manifest.Input input = bundle.manifest().input();
        return Engines.torch(bundle.torchScript(), batch, faces, 3, input.height(), input.width());
    }

    private static List<Embedding> embeddings(List<float[]> outputs, int faces) {
        FloatBuffer values = FloatBuffer.wrap(outputs.get(0));
        List<Embedding> embeddings = new ArrayList<>();
        for (int i = 0; i < faces; i++) {
            float[] vector = new float[outputs.get(0).length / faces];
            values.get(vector);
            embeddings.add(Embedding.normalised(vector));
        }
        return embeddings;
    }
}
