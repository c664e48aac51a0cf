package io.sightline.models.packaged;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.BundleRecipe;
import io.sightline.models.Manifest;
import io.sightline.models.Manifest.ChannelOrder;
import io.sightline.models.Manifest.Input;
import io.sightline.models.Manifest.Kind;
import io.sightline.models.Manifest.Origin;
import io.sightline.models.Manifest.Threshold;
import io.sightline.models.graph.NetworkGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The models that are built of packages: what goes in, where a face lies in it, and where strangers begin. */
enum PackagedModel {
    MTCNN("67d56c6dae58bb3b9d1dff244d87db671959557926000eef4df65a9cb9cf250f") {
        @Override
        BundleRecipe recipe(Path nodeModules) {
            TfjsWeights weights = weights(nodeModules, PackagedFile.MTCNN_MANIFEST, PackagedFile.MTCNN_WEIGHTS);
            Mtcnn mtcnn = new Mtcnn(weights);
            Map<String, NetworkGraph> networks =
                    Map.of("pnet", mtcnn.proposal(), "rnet", mtcnn.refinement(), "onet", mtcnn.output());
            weights.requireAllUsed();
            return new BundleRecipe(
                    "mtcnn",
                    "1",
                    Kind.DETECTOR,
                    new Input(0, 0, ChannelOrder.RGB, List.of(127.5f, 127.5f, 127.5f), 1 / 128f),
                    null,
                    0,
                    null,
                    new TreeMap<>(networks),
                    imported(
                            PackagedFile.MTCNN_WEIGHTS,
                            "Imported; kernel axes swapped for upright pictures, the two face classes made one"));
        }
    },

    MOBILEFACENET("1dd085bb8deca1f932ec18ebd1af42bd70502863dc692632e171287b81630824") {
        @Override
        BundleRecipe recipe(Path nodeModules) {
            TfjsWeights weights =
                    weights(nodeModules, PackagedFile.MOBILEFACENET_MANIFEST, PackagedFile.MOBILEFACENET_WEIGHTS);
            NetworkGraph network = new MobileFaceNet(weights).folded();
            weights.requireAllUsed();
            return embedder(
                    "mobilefacenet-128",
                    new Input(
                            MobileFaceNet.SIZE,
                            MobileFaceNet.SIZE,
                            ChannelOrder.RGB,
                            List.of(127.5f, 127.5f, 127.5f),
                            1 / 128f),
                    ARCFACE_TEMPLATE,
                    MobileFaceNet.DIMENSION,
                    network,
                    MOBILEFACENET_THRESHOLD,
                    imported(
                            PackagedFile.MOBILEFACENET_WEIGHTS,
                            "Imported; the last layer folded from 192 to 128 numbers by its left singular vectors"));
        }
    },

    DLIB("9610f8dbfea81de981c6d504323ca9f2b3879539ab597d4a7ee2404189971641") {
        @Override
        BundleRecipe recipe(Path nodeModules) {
            TfjsWeights weights = weights(nodeModules, PackagedFile.DLIB_MANIFEST, PackagedFile.DLIB_WEIGHTS);
            NetworkGraph network = new DlibResNet(weights).descriptor();
            weights.requireAllUsed();
            return embedder(
                    "dlib-128",
                    new Input(
                            DlibResNet.SIZE,
                            DlibResNet.SIZE,
                            ChannelOrder.RGB,
                            List.of(122.782f, 117.001f, 104.298f),
                            1 / 256f),
                    DLIB_TEMPLATE,
                    DlibResNet.DIMENSION,
                    network,
                    DLIB_THRESHOLD,
                    imported(
                            PackagedFile.DLIB_WEIGHTS,
                            "Imported; 8-bit values widened, each convolution's factor and offset folded in"));
        }
    };

    /** Of 112 pixels; insightface's {@code arcface_dst}. */
    private static final Landmarks ARCFACE_TEMPLATE = new Landmarks(
            new Point(38.2946f, 51.6963f),
            new Point(73.5318f, 51.5014f),
            new Point(56.0252f, 71.7366f),
            new Point(41.5493f, 92.3655f),
            new Point(70.7299f, 92.2041f));

    /** Of 150 pixels with a padding of 0.25; from dlib's mean face. */
    private static final Landmarks DLIB_TEMPLATE = new Landmarks(
            new Point(47.55f, 46.60f),
            new Point(100.48f, 46.60f),
            new Point(74.01f, 76.56f),
            new Point(50.41f, 103.02f),
            new Point(97.61f, 103.02f));

    private static final Threshold MOBILEFACENET_THRESHOLD = new Threshold(
            0.88,
            0.1,
            1e-3,
            "Five people before one camera (14 clips, all pairs of frames of different clips): of different people the"
                    + " nearest 0.1% lie below 0.89; of one person 94% lie below it. For a low false accept rate, not for"
                    + " the best accuracy on LFW");

    private static final Threshold DLIB_THRESHOLD = new Threshold(
            0.30,
            0.05,
            1e-3,
            "Five people before one camera (14 clips, all pairs of frames of different clips): of different people the"
                    + " nearest 0.1% lie below 0.30; of one person 88% lie below it. For a low false accept rate, not for"
                    + " the best accuracy on LFW");

    private final String weightsSha256;

    PackagedModel(String weightsSha256) {
        this.weightsSha256 = weightsSha256;
    }

    /** What the bundle's weights have to come out as. */
    String weightsSha256() {
        return weightsSha256;
    }

    /** @throws io.sightline.core.UserError if a package's file is missing or not the one that we know */
    abstract BundleRecipe recipe(Path nodeModules);

    private static BundleRecipe embedder(
            String name,
            Input input,
            Landmarks template,
            int dimension,
            NetworkGraph network,
            Threshold threshold,
            Origin origin) {
        return new BundleRecipe(
                name,
                "1",
                Kind.EMBEDDER,
                input,
                template,
                dimension,
                threshold,
                new TreeMap<>(Map.of(Manifest.SOLE_PART, network)),
                origin);
    }

    private static Origin imported(PackagedFile file, String how) {
        return new Origin(how, List.of(file.source()), new TreeMap<>(), new TreeMap<>());
    }

    private static TfjsWeights weights(Path nodeModules, PackagedFile manifest, PackagedFile shard) {
        shard.in(nodeModules);
        return TfjsWeights.read(manifest.in(nodeModules));
    }
}
