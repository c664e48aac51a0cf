package io.sightline.models.weights;

import io.sightline.models.weights.Pickled.Dict;
import io.sightline.models.weights.Pickled.Tensor;
import io.sightline.models.weights.Pickled.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the tensors in what a pickle says. */
final class StateDict {
    /** Where checkpoints that hold more than a model keep its state dict. */
    private static final List<String> IN_CHECKPOINTS = List.of("state_dict", "model_state_dict", "model");

    private StateDict() {}

    /** @throws WrongWeights unless it is a dictionary of tensors, or a checkpoint that has one under a usual name */
    static Map<String, TensorView> of(Pickled pickled) {
        if (!(pickled instanceof Dict top)) {
            throw new WrongWeights("holds a " + pickled.kind() + "; expected a dictionary of tensors by name");
        }
        Dict dict = IN_CHECKPOINTS.stream()
                .map(name -> top.items.get(new Text(name)))
                .filter(Dict.class::isInstance)
                .map(Dict.class::cast)
                .findFirst()
                .orElse(top);
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        dict.items.forEach((key, value) -> {
            if (!(key instanceof Text name) || !(value instanceof Tensor tensor)) {
                String shown = key instanceof Text text ? text.value() : key.toString();
                throw new WrongWeights("entry " + WrongWeights.quoted(shown) + " is a " + value.kind()
                        + "; expected tensors only, or a checkpoint with these under one of " + IN_CHECKPOINTS);
            }
            tensors.put(name.value(), tensor.view());
        });
        if (tensors.isEmpty()) {
            throw new WrongWeights("holds no tensor");
        }
        return tensors;
    }
}
