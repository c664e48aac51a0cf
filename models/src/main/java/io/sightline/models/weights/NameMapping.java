package io.sightline.models.weights;

import io.sightline.models.graph.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a file's names of tensors become a graph's. A graph's layers are called as PyTorch's modules, with underscores for
 * dots; of a module's tensors, {@code weight} is a layer's weight, a normalisation's gamma or a PReLU's slope, as the
 * layer has it. A name that is the graph's own stays.
 *
 * @param prefixes what may stand before the graph's names, tried in this order
 * @param leftOut beginnings of names that the graph needs no place for: heads that only training had
 */
public record NameMapping(List<String> prefixes, List<String> leftOut) {
    /** {@code facenet_mobilenet.pth}, {@code facenet_inception_resnetv1.pth}: bubbliiiing/facenet-pytorch, nets/facenet.py. */
    public static final NameMapping FACENET = new NameMapping(List.of("backbone.model."), List.of("classifier."));

    /** torchvision's resnet18 and mobilenet_v3_large: the layer that makes ImageNet's classes is of no use for faces. */
    public static final NameMapping TORCHVISION = new NameMapping(List.of(), List.of("fc.", "classifier.3."));

    /** Batches seen so far: PyTorch needs it where momentum is none, and nobody here. */
    private static final String COUNTER = ".num_batches_tracked";
    /** Put before everything by {@code torch.nn.DataParallel}. */
    private static final String PARALLEL = "module.";

    private static final Map<String, List<String>> ENDINGS = Map.of(
            "weight", List.of(".weight", ".gamma", ".slope"),
            "bias", List.of(".bias", ".beta"),
            "running_mean", List.of(".mean"),
            "running_var", List.of(".variance"));

    public NameMapping {
        prefixes = List.copyOf(prefixes);
        leftOut = List.copyOf(leftOut);
    }

    boolean isLeftOut(String name) {
        String plain = without(PARALLEL, name);
        return name.endsWith(COUNTER) || leftOut.stream().anyMatch(plain::startsWith);
    }

    /** The graph's name for a file's; empty if there is none. */
    Optional<String> place(String name, Map<String, Parameter> graph) {
        if (graph.containsKey(name)) {
            return Optional.of(name);
        }
        String plain = without(PARALLEL, name);
        for (String prefix : prefixes) {
            plain = without(prefix, plain);
        }
        int dot = plain.lastIndexOf('.');
        String layer = plain.substring(0, Math.max(dot, 0)).replace('.', '_');
        return ENDINGS.getOrDefault(plain.substring(dot + 1), List.of()).stream()
                .map(ending -> layer + ending)
                .filter(graph::containsKey)
                .findFirst();
    }

    private static String without(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
}
