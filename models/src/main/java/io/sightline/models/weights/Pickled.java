package io.sightline.models.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A value out of a pickle. Containers may contain themselves in a hostile file: compare and print none of them.
 */
sealed interface Pickled {

    /** As an error calls it. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    record None() implements Pickled {}

    record Text(String value) implements Pickled {}

    /** @param value a Boolean, Long, BigInteger or Double */
    record Scalar(Object value) implements Pickled {}

    record Tuple(List<Pickled> items) implements Pickled {}

    record Tensor(TensorView view) implements Pickled {}

    record StorageRef(Storage storage) implements Pickled {}

    record ClassRef(PickledClass named) implements Pickled {}

    /** Grows while the pickle is read. */
    final class Items implements Pickled {
        final List<Pickled> items = new ArrayList<>();

        @Override
        public String kind() {
            return "list";
        }
    }

    /** Grows while the pickle is read; keys are texts or scalars. */
    final class Dict implements Pickled {
        final boolean ordered;
        final Map<Pickled, Pickled> items = new LinkedHashMap<>();

        Dict(boolean ordered) {
            this.ordered = ordered;
        }
    }
}
