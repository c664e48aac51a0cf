package io.sightline.models.weights;

import java.util.Optional;

/** The few classes and functions that a pickled state dict may name. Names only: nothing of Python is here to run. */
sealed interface PickledClass {

    /** {@code collections.OrderedDict}. */
    record OrderedDict() implements PickledClass {}

    /** {@code torch._utils._rebuild_tensor_v2}. */
    record RebuildTensor() implements PickledClass {}

    /** {@code torch._utils._rebuild_parameter}. */
    record RebuildParameter() implements PickledClass {}

    /** Such as {@code torch.FloatStorage}. */
    record StorageClass(ElementType type) implements PickledClass {}

    static Optional<PickledClass> of(String module, String name) {
        return switch (module + "." + name) {
            case "collections.OrderedDict" -> Optional.of(new OrderedDict());
            case "torch._utils._rebuild_tensor_v2" -> Optional.of(new RebuildTensor());
            case "torch._utils._rebuild_parameter" -> Optional.of(new RebuildParameter());
            default ->
                module.equals("torch") ? ElementType.ofTorchStorage(name).map(StorageClass::new) : Optional.empty();
        };
    }
}
