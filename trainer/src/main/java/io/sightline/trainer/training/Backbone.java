package io.sightline.trainer.training;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** What makes feature maps: all layers up to the last map. What follows makes the vector of them. */
final class Backbone {
    private Backbone() {}

    /** @return whether a weight of that name belongs to it */
    static Predicate<String> of(NetworkGraph graph) {
        Set<String> names = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.output().isMap()) {
                node.operation().parameters().forEach(weight -> names.add(weight.name()));
            }
        }
        return names::contains;
    }
}
