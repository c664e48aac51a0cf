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
                            "Imported; kernel axes swapped for upright pictures, the two face classes made one",
                            Map.of()));
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
                            "Imported; the last layer folded from 192 to 128 numbers by its left singular vectors",
                            MOBILEFACENET_METRICS));
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
                            "Imported; 8-bit values widened, each convolution's factor and offset folded in",
                            DLIB_METRICS));
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

    /**
     * How far faces are apart, through the canonical crop. Camera: 14 clips of five people in one room, every fourth
     * frame, the largest face, pairs of different clips (21,064 of strangers, 4,686 of one person; a face printed on a
     * hoodie counts as its wearer, so the true figures are a little better). LFW: View 2, the 807 images of the first
     * fold, all pairs (324,290 of strangers, 931 of one person).
     *
     * <p>Frames of one camera look more alike than LFW's photos, so they decide: at 1.05 (dlib 0.40), where LFW's pairs
     * part best, 9% (dlib 25%) of the camera's pairs of strangers pass for one person.
     */
    private static final String CALIBRATION =
            "Share of pairs nearer than the distance, per single picture: frames of one camera (5 people, 14 clips) and LFW"
                    + " View 2 fold 1; falseAcceptRate is the camera's, all are in origin.metrics. Set for a low false"
                    + " accept rate; a track gathers several pictures";

    private static final Threshold MOBILEFACENET_THRESHOLD = new Threshold(0.85, 0.1, 4.3e-4, CALIBRATION);
    private static final Map<String, Double> MOBILEFACENET_METRICS = Map.of(
            "camera.falseAcceptRate", 4.3e-4,
            "camera.trueAcceptRate", 0.819,
            "lfw-fold-1.falseAcceptRate", 6e-6,
            "lfw-fold-1.trueAcceptRate", 0.858);

    private static final Threshold DLIB_THRESHOLD = new Threshold(0.29, 0.05, 2.4e-4, CALIBRATION);
    private static final Map<String, Double> DLIB_METRICS = Map.of(
            "camera.falseAcceptRate", 2.4e-4,
            "camera.trueAcceptRate", 0.765,
            "lfw-fold-1.falseAcceptRate", 0.0,
            "lfw-fold-1.trueAcceptRate", 0.371);

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

    private static Origin imported(PackagedFile file, String how, Map<String, Double> metrics) {
        return new Origin(how, List.of(file.source()), new TreeMap<>(), new TreeMap<>(metrics));
    }

    private static TfjsWeights weights(Path nodeModules, PackagedFile manifest, PackagedFile shard) {
        shard.in(nodeModules);
        return TfjsWeights.read(manifest.in(nodeModules));
    }
}
