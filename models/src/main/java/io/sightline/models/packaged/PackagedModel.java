package io.sightline.models.packaged;

import io.sightline.models.BundleRecipe;
import io.sightline.models.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The models that are built from packages: what goes in, and where strangers begin. */
enum PackagedModel {
    MTCNN("67d56c6dae58bb3b9d1dff244d87db671959557926000eef4df65a9cb9cf250f") {
        @Override
        BundleRecipe recipe(Path nodeModules) {
            TfjsWeights weights = weights(nodeModules, PackagedFile.MTCNN_MANIFEST, PackagedFile.MTCNN_WEIGHTS);
            Mtcnn mtcnn = new Mtcnn(weights);
            Map<String, io.sightline.models.graph.NetworkGraph> networks =
                    Map.of("pnet", mtcnn.proposal(), "rnet", mtcnn.refinement(), "onet", mtcnn.output());
            weights.requireAllUsed();
            return new BundleRecipe(
                    "mtcnn",
                    "1",
                    Manifest.Kind.DETECTOR,
                    new Manifest.Input(0, 0, Manifest.ChannelOrder.RGB, List.of(127.5f, 127.5f, 127.5f), 1 / 128f),
                    null,
                    0,
                    null,
                    new TreeMap<>(networks),
                    new Manifest.Origin(
                            "Imported unchanged, but for the axes' order and the two face classes being one",
                            List.of(PackagedFile.MTCNN_WEIGHTS.source()),
                            new TreeMap<>(),
                            new TreeMap<>()));
        }
    };

    private final String weightsSha256;

    PackagedModel(String weightsSha256) {
        this.weightsSha256 = weightsSha256;
    }

    /** What the bundle's weights have to come out as. */
    String weightsSha256() {
        return weightsSha256;
    }

    abstract BundleRecipe recipe(Path nodeModules);

    private static TfjsWeights weights(Path nodeModules, PackagedFile manifest, PackagedFile shard) {
        shard.in(nodeModules);
        return TfjsWeights.read(manifest.in(nodeModules));
    }
}
