package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;
import io.sightline.trainer.optim.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Losses by name, each with its weight in the sum. */
public final class LossSum {
    private final List<Term> terms;

    public record Term(String name, double factor, Loss loss) {}

    /**
     * @param total to be differentiated
     * @param parts each loss by itself, before its factor
     */
    public record Value(NDArray total, Map<String, NDArray> parts) {}

    public LossSum(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("Nothing to learn: no loss has a factor above 0");
        }
        this.terms = List.copyOf(terms);
    }

    /** As {@link Loss#of}. */
    public Value of(NDArray embeddings, BatchLabels labels) {
        Map<String, NDArray> parts = new LinkedHashMap<>();
        NDArray total = null;
        for (Term term : terms) {
            NDArray part = term.loss().of(embeddings, labels);
            parts.put(term.name(), part);
            // A double would make one of a single number.
            NDArray weighted = part.mul((float) term.factor());
            total = total == null ? weighted : total.add(weighted);
        }
        return new Value(total, parts);
    }

    /** Of all losses; each name begins with its loss's. */
    public List<Weight> weights() {
        List<Weight> weights = new ArrayList<>();
        for (Term term : terms) {
            for (Weight w : term.loss().weights()) {
                weights.add(new Weight(term.name() + "." + w.name(), w.values(), w.decays()));
            }
        }
        return weights;
    }
}
