package io.sightline.models.weights;

import io.sightline.core.UserError;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts weights that others trained into a network of the same structure.
 *
 * @param graph with the weights
 * @param fresh the graph's weights that the file does not have, in graph order: a head that starts as it was drawn
 * @param leftOut the file's tensors that the graph has no place for, and needs none
 */
public record PretrainedWeights(NetworkGraph graph, List<String> fresh, List<String> leftOut) {
    private static final int MOST_NAMES = 8;

    public PretrainedWeights {
        fresh = List.copyOf(fresh);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * All of a network's weights: each one of the graph's has to be in the file, in its shape, and each one of the file
     * has to have a place.
     *
     * @param file as {@link WeightFile#read} gives it
     * @throws UserError listing the names that are missing, unexpected, or of another shape
     */
    public static PretrainedWeights whole(NetworkGraph graph, Map<String, Parameter> file, NameMapping names) {
        return match(graph, file, names, 0);
    }

    /**
     * A backbone to start from: what the file lacks may only be the network's end, its head, which stays as it is.
     *
     * @throws UserError listing the names that are missing before the head, unexpected, or of another shape
     */
    public static PretrainedWeights backbone(NetworkGraph graph, Map<String, Parameter> file, NameMapping names) {
        Map<String, Parameter> own = graph.parameters();
        long found = file.keySet().stream()
                .filter(name -> !names.isLeftOut(name) && names.place(name, own).isPresent())
                .count();
        if (found == 0) {
            throw new UserError("The weights do not fit the network: none of " + listed(List.copyOf(file.keySet()))
                    + " has a place in it");
        }
        return match(graph, file, names, own.size() - found);
    }

    private static PretrainedWeights match(
            NetworkGraph graph, Map<String, Parameter> file, NameMapping names, long mayBeFresh) {
        Map<String, Parameter> own = graph.parameters();
        Map<String, Parameter> taken = new HashMap<>();
        Map<String, String> sources = new HashMap<>();
        List<String> leftOut = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        List<String> misshaped = new ArrayList<>();
        file.forEach((name, tensor) -> {
            if (names.isLeftOut(name)) {
                leftOut.add(name);
                return;
            }
            String place = names.place(name, own).orElse(null);
            if (place == null) {
                unexpected.add(name);
                return;
            }
            String other = sources.put(place, name);
            if (other != null) {
                throw new UserError(
                        "The weights do not fit the network: " + other + " and " + name + " both are " + place);
            }
            if (!tensor.shape().equals(own.get(place).shape())) {
                misshaped.add(name + " " + tensor.shape() + ", expected "
                        + own.get(place).shape());
            }
            taken.put(place, tensor);
        });
        List<String> fresh =
                own.keySet().stream().filter(name -> !taken.containsKey(name)).toList();
        List<String> all = List.copyOf(own.keySet());
        List<String> missing = fresh.stream()
                .filter(name -> all.indexOf(name) < all.size() - mayBeFresh)
                .toList();
        Map<String, List<String>> problems = new LinkedHashMap<>();
        problems.put("missing", missing);
        problems.put("unexpected", unexpected);
        problems.put("of another shape", misshaped);
        String found = problems.entrySet().stream()
                .filter(problem -> !problem.getValue().isEmpty())
                .map(problem -> problem.getKey() + ": " + listed(problem.getValue()))
                .collect(Collectors.joining("; "));
        if (!found.isEmpty()) {
            throw new UserError("The weights do not fit the network. " + found);
        }
        Map<String, Parameter> complete = new LinkedHashMap<>(own);
        taken.forEach((place, tensor) -> complete.put(place, new Parameter(place, tensor.shape(), tensor.values())));
        return new PretrainedWeights(graph.withParameters(complete), fresh, leftOut);
    }

    private static String listed(List<String> names) {
        String first =
                names.stream().limit(MOST_NAMES).map(WrongWeights::quoted).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? first : first + " and " + (names.size() - MOST_NAMES) + " more";
    }
}
