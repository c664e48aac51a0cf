package io.sightline.trainer.training;

import io.sightline.core.Landmarks;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Operation;
import io.sightline.models.graph.Parameter;
import io.sightline.models.net.Architecture;
import io.sightline.models.net.Pruning;
import io.sightline.models.weights.NameMapping;
import io.sightline.models.weights.PretrainedWeights;
import io.sightline.models.weights.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What training begins with: a network as it is drawn, or one that was trained before.
 *
 * @param input how a picture becomes its input
 * @param template where the five points of a face lie in it
 * @param made where the weights are from, for the origin of what is trained
 */
public record InitialNetwork(NetworkGraph graph, Manifest.Input input, Landmarks template, String made) {
    /** Where a finished run keeps its bundle. */
    private static final String BUNDLE_OF_RUN = "bundle";

    private static final NameMapping OWN_NAMES = new NameMapping(List.of(), List.of());

    /** ImageNet's deviations of red, green and blue as torchvision divides by them, of 1. */
    private static final double[] TORCHVISION_DEVIATIONS = {0.229, 0.224, 0.225};

    /**
     * Weights drawn by a seed.
     *
     * @throws UserError unless there are such vectors
     */
    public static InitialNetwork drawn(Architecture architecture, Optional<Integer> dimension, long seed) {
        return of(
                architecture.graph(dimension.orElse(architecture.defaultDimension()), seed),
                architecture,
                "drawn by seed " + seed);
    }

    private static InitialNetwork of(NetworkGraph graph, Architecture architecture, String made) {
        return new InitialNetwork(graph, architecture.input(), architecture.template(), made);
    }

    /**
     * Weights that were trained before.
     *
     * @param from the folder of a bundle or of a finished run of the same network, which may have been pruned: its input
     *     and template hold on. Or a file of weights, as {@link WeightFile} reads them, of the same network, or of
     *     torchvision's where there is one: a head that is not in it is drawn
     * @throws UserError if it is none of that, or of another network or dimension
     */
    public static InitialNetwork from(Path from, Architecture architecture, Optional<Integer> dimension, long seed) {
        if (!Files.isDirectory(from)) {
            return fromFile(from, architecture, dimension, seed);
        }
        if (Files.exists(from.resolve(ModelBundle.MANIFEST))) {
            return fromBundle(ModelBundle.load(from), architecture, dimension, seed);
        }
        if (Files.exists(from.resolve(BUNDLE_OF_RUN).resolve(ModelBundle.MANIFEST))) {
            return fromBundle(ModelBundle.load(from.resolve(BUNDLE_OF_RUN)), architecture, dimension, seed);
        }
        throw new UserError("Training cannot begin from " + from + ": it is neither a bundle nor a finished run"
                + (Files.isDirectory(from.resolve(CheckpointStore.FOLDER))
                        ? "; this run has not ended: go on with it by --resume"
                        : "; expected a folder with " + ModelBundle.MANIFEST + ", or a file of weights"));
    }

    private static InitialNetwork fromBundle(
            ModelBundle bundle, Architecture architecture, Optional<Integer> dimension, long seed) {
        Manifest manifest = bundle.manifest();
        if (manifest.kind() != Manifest.Kind.EMBEDDER) {
            throw new UserError(bundle + " does not make vectors of faces; expected an embedder's bundle");
        }
        if (dimension.isPresent() && dimension.get() != manifest.dimension()) {
            throw new UserError(bundle + " makes vectors of " + manifest.dimension()
                    + " numbers, and trained on it still does; leave --dimension " + dimension.get() + " away");
        }
        NetworkGraph structure = architecture.graph(manifest.dimension(), seed);
        Map<String, Parameter> weights = WeightFile.read(bundle.folder().resolve(manifest.weights()));
        var missing = new TreeSet<>(structure.parameters().keySet());
        missing.removeAll(weights.keySet());
        if (!missing.isEmpty() || weights.size() != structure.parameters().size()) {
            throw new UserError(bundle + " is no " + architecture + " as it is trained here: "
                    + (missing.isEmpty()
                            ? "it has " + weights.size() + " weights, expected "
                                    + structure.parameters().size()
                            : missing.size() + " of its weights are not there, the first is " + missing.first())
                    + ". Name its network with --arch; a bundle that was imported as ONNX cannot be trained on");
        }
        try {
            return new InitialNetwork(
                    structure.resized(weights), manifest.input(), manifest.template(), "of " + manifest.id());
        } catch (IllegalArgumentException e) {
            throw new UserError(bundle + " is no " + architecture + ": " + e.getMessage(), e);
        }
    }

    private static InitialNetwork fromFile(
            Path file, Architecture architecture, Optional<Integer> dimension, long seed) {
        NetworkGraph drawn = drawn(architecture, dimension, seed).graph();
        boolean isTorchvision =
                switch (architecture) {
                    case RESNET18, MOBILENETV3 -> true;
                    default -> false;
                };
        NameMapping names =
                switch (architecture) {
                    case RESNET18, MOBILENETV3 -> NameMapping.TORCHVISION;
                    case FACENET_MOBILENETV1, FACENET_INCEPTION_RESNETV1 -> NameMapping.FACENET;
                    default -> OWN_NAMES;
                };
        Map<String, Parameter> weights = WeightFile.read(file);
        PretrainedWeights found = PretrainedWeights.backbone(drawn, weights, names);
        // Own names end otherwise than PyTorch's: what was exported here has seen pictures as they are made here.
        boolean isForeign = weights.keySet().stream().anyMatch(name -> name.endsWith(".running_mean"));
        NetworkGraph graph = isTorchvision && isForeign ? withOneDeviation(found.graph(), architecture) : found.graph();
        String made = "of " + file.getFileName()
                + (found.fresh().isEmpty()
                        ? ""
                        : ", with " + String.join(", ", found.fresh()) + " drawn by seed " + seed);
        return of(graph, architecture, made);
    }

    /**
     * torchvision divides each colour by a deviation of its own, pictures are made here with one for all: the first
     * convolution takes the ratio in, and computes the same.
     */
    private static NetworkGraph withOneDeviation(NetworkGraph graph, Architecture architecture) {
        Node first = graph.nodes().get(0);
        if (!(first.operation() instanceof Operation.Conv conv)) {
            throw new IllegalStateException(architecture + " does not begin with a convolution");
        }
        double deviation = 1 / (255 * architecture.input().scale());
        Parameter weight = conv.weight();
        float[] values = weight.values().clone();
        int perColour = weight.size(2) * weight.size(3);
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) (deviation / TORCHVISION_DEVIATIONS[i / perColour % 3]);
        }
        Map<String, Parameter> all = new LinkedHashMap<>(graph.parameters());
        all.put(weight.name(), new Parameter(weight.name(), weight.shape(), values));
        return graph.withParameters(all);
    }

    /**
     * With another share of features dropped in training.
     *
     * @throws IllegalArgumentException unless it lies from 0 to below 1
     */
    public InitialNetwork dropping(double share) {
        return new InitialNetwork(graph.withDropout(share), input, template, made);
    }

    /**
     * Narrower, by the channels whose filters weigh least; it has to be trained on.
     *
     * @param share of the channels to take out, 0.2 to 0.3 is usual
     * @throws UserError unless the share lies between 0 and 0.9
     */
    public InitialNetwork pruned(double share) {
        return new InitialNetwork(
                Pruning.prune(graph, share, Pruning.Criterion.FILTER_NORM).graph(),
                input,
                template,
                made + ", without " + Math.round(share * 100) + " % of its channels");
    }
}
