package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.CropPreprocessor;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingEngine;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.testkit.TestBundles;
import io.sightline.trainer.augment.Augmentation;
import io.sightline.trainer.data.LabelledCrop;
import io.sightline.trainer.testkit.MadeUpPeople;
import io.sightline.trainer.testkit.TinyNetwork;
import io.sightline.trainer.training.PersonSampler.Pick;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches the network in training, beside what reaches it in serving. */
class BatchLoaderTest {
    private static final int FLOATS = 3 * 32 * 32;
    private static final Augmentation MIRROR = new Augmentation(1, 0, 0, 0, 0, 0, 0);

    @TempDir
    Path folder;

    private final MadeUpPeople set = MadeUpPeople.of("p", 4, 4);

    private static float[] floats(FaceBatch faces) {
        float[] floats = new float[faces.count() * FLOATS];
        faces.bytes().asFloatBuffer().get(floats);
        return floats;
    }

    /** Of two batches, one after the other. */
    private List<float[]> trained(Augmentation augmentation, long seed, int epoch, int threads)
            throws InterruptedException {
        List<List<Pick>> batches = List.of(
                List.of(new Pick(0, 0), new Pick(1, 0), new Pick(4, 0), new Pick(5, 0)),
                List.of(new Pick(0, 1), new Pick(9, 0), new Pick(12, 0), new Pick(13, 0)));
        List<float[]> tensors = new ArrayList<>();
        try (var loader = new BatchLoader(
                set,
                TrainingPeople.of(set).ofFace(),
                new CropPreprocessor(TinyNetwork.INPUT, TinyNetwork.TEMPLATE),
                () -> new FaceBatch(4, 32, 32),
                null,
                augmentation,
                seed,
                4,
                threads)) {
            loader.begin(epoch, batches);
            for (int i = 0; i < batches.size(); i++) {
                PreparedBatch batch = loader.next();
                tensors.add(floats(batch.faces()));
                loader.recycle(batch);
            }
        }
        return tensors;
    }

    /** What serving hands to its engine. */
    private float[] served(int... numbers) throws IOException {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("tiny"));
        List<float[]> seen = new ArrayList<>();
        EmbeddingEngine recorder = new EmbeddingEngine() {
            @Override
            public float[][] infer(FaceBatch batch) {
                seen.add(floats(batch));
                float[][] vectors = new float[batch.count()][TestBundles.TINY_DIMENSION];
                for (float[] vector : vectors) {
                    vector[0] = 1;
                }
                return vectors;
            }

            @Override
            public void close() {}
        };
        List<FaceImage> faces = new ArrayList<>();
        for (int number : numbers) {
            LabelledCrop crop = set.crop(number);
            faces.add(new FaceImage.Crop(crop.jpeg(), crop.landmarks()));
        }
        try (FaceEmbedder embedder = FaceEmbedder.over(bundle, recorder, EmbeddingOptions.DEFAULT)) {
            embedder.outcomes(faces);
        }
        return seen.get(seen.size() - 1);
    }

    @Test
    void withoutAugmentationAFaceIsToTheLastBitWhatServingMakesOfIt() throws IOException, InterruptedException {
        assertThat(trained(Augmentation.NONE, 1, 0, 1).get(0)).containsExactly(served(0, 1, 4, 5));
    }

    @Test
    void aMirroredFaceIsTheMirrorImageOfWhatServingMakesOfIt() throws IOException, InterruptedException {
        // The template is its own mirror image: if left and right points were not swapped, the face would stand on its
        // head or be squeezed.
        float[] plain = served(0, 1, 4, 5);
        float[] mirrored = trained(MIRROR, 1, 0, 1).get(0);
        double toMirror = 0;
        double toPlain = 0;
        for (int i = 0; i < plain.length; i++) {
            int row = i / 32 * 32;
            toMirror += Math.abs(mirrored[i] - plain[row + 31 - i % 32]) / plain.length;
            toPlain += Math.abs(mirrored[i] - plain[i]) / plain.length;
        }
        assertThat(toMirror).isLessThan(0.02);
        assertThat(toPlain).isGreaterThan(0.1);
    }

    @Test
    void seedEpochAndShowingDecideTheChangesAndNoThreadDoes() throws InterruptedException {
        List<float[]> one = trained(Augmentation.DEFAULT, 1, 0, 1);
        List<float[]> three = trained(Augmentation.DEFAULT, 1, 0, 3);

        assertThat(three.get(0)).containsExactly(one.get(0));
        assertThat(three.get(1)).containsExactly(one.get(1));
        assertThat(trained(Augmentation.DEFAULT, 2, 0, 1).get(0)).isNotEqualTo(one.get(0));
        assertThat(trained(Augmentation.DEFAULT, 1, 1, 1).get(0)).isNotEqualTo(one.get(0));
        // Image 0 is first in both batches: shown again, it is changed otherwise.
        assertThat(java.util.Arrays.copyOf(one.get(1), FLOATS))
                .isNotEqualTo(java.util.Arrays.copyOf(one.get(0), FLOATS));
    }
}
