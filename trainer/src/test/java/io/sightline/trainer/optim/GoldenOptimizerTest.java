package io.sightline.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.core.UserError;
import io.sightline.trainer.testkit.Golden;
import io.sightline.trainer.testkit.Tensors;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Optimizers and schedules are PyTorch's, step by step. */
class GoldenOptimizerTest {
    private final NDManager manager = Tensors.manager();
    private JsonNode golden;

    @BeforeEach
    void read() throws IOException {
        golden = Golden.all();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray first() {
        NDArray values = Golden.array(manager, golden.get("optimizers").get("first"));
        values.setRequiresGradient(true);
        return values;
    }

    private Optimizer optimizer(JsonNode expected, NDArray values) {
        List<Weight> weights = List.of(new Weight("w", values, true));
        double decay = expected.get("decay").doubleValue();
        return switch (expected.get("optimizer").textValue()) {
            case "adam" -> new Adam(weights, manager, Adam.Options.of(decay, false));
            case "adamw" -> new Adam(weights, manager, Adam.Options.of(decay, true));
            default ->
                new Sgd(
                        weights,
                        manager,
                        new Sgd.Options(
                                expected.get("momentum").doubleValue(),
                                expected.get("nesterov").booleanValue(),
                                decay));
        };
    }

    private void giveGradient(NDArray values, JsonNode gradient) {
        try (GradientCollector collector = Tensors.gradients()) {
            collector.backward(values.mul(Golden.array(manager, gradient)).sum());
        }
    }

    @Test
    void everyStepIsPyTorchs() {
        JsonNode gradients = golden.get("optimizers").get("gradients");
        for (JsonNode expected : golden.get("optimizers").get("cases")) {
            NDArray values = first();
            try (Optimizer optimizer = optimizer(expected, values)) {
                for (int step = 0; step < gradients.size(); step++) {
                    optimizer.zeroGradients();
                    giveGradient(values, gradients.get(step));
                    optimizer.step(expected.get("rate").doubleValue());
                    Golden.assertNear(
                            values.toFloatArray(), expected.get("steps").get(step), 1e-6);
                }
            }
        }
    }

    @Test
    void aNewOptimizerGoesOnFromTheStateOfAnother() {
        JsonNode gradients = golden.get("optimizers").get("gradients");
        for (JsonNode expected : golden.get("optimizers").get("cases")) {
            NDArray values = first();
            Map<String, float[]> state = Map.of();
            for (int step = 0; step < gradients.size(); step++) {
                try (Optimizer optimizer = optimizer(expected, values)) {
                    optimizer.restore(state);
                    optimizer.zeroGradients();
                    giveGradient(values, gradients.get(step));
                    optimizer.step(expected.get("rate").doubleValue());
                    state = optimizer.state();
                }
            }
            Golden.assertNear(values.toFloatArray(), expected.get("steps").get(gradients.size() - 1), 1e-6);
        }
    }

    @Test
    void whatIsFrozenStaysAsItIs() {
        NDArray values = first();
        float[] before = values.toFloatArray();
        try (Optimizer optimizer =
                new Adam(List.of(new Weight("w", values, true)), manager, Adam.Options.of(0.1, true))) {
            values.setRequiresGradient(false);
            optimizer.zeroGradients();
            optimizer.step(0.1);
            assertThat(values.toFloatArray()).isEqualTo(before);
            assertThat(optimizer.state()).isEmpty();
        }
    }

    @Test
    void theStateOfOtherWeightsIsRefused() {
        try (Optimizer optimizer =
                new Sgd(List.of(new Weight("w", first(), true)), manager, new Sgd.Options(0.9, false, 0))) {
            assertThatThrownBy(() -> optimizer.restore(Map.of("v/velocity", new float[12])))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("v/velocity");
            assertThatThrownBy(() -> optimizer.restore(Map.of("w/velocity", new float[11])))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("11");
        }
    }

    @Test
    void schedulesArePyTorchs() {
        JsonNode schedules = golden.get("schedules");
        check(schedules, "cosine", new Schedule.Cosine(40, 0.01));
        check(schedules, "steps", new Schedule.Steps(7, 0.3));
        check(schedules, "warmUp", new Schedule.WarmUp(5, 0.1, new Schedule.Cosine(35, 0)));
    }

    private static void check(JsonNode schedules, String name, Schedule schedule) {
        double rate = schedules.get("rate").doubleValue();
        JsonNode expected = schedules.get(name);
        for (int step = 0; step < expected.size(); step++) {
            assertThat(rate * schedule.factor(step))
                    .as(name + " at step " + step)
                    .isCloseTo(expected.get(step).doubleValue(), withinPercentage(1e-3));
        }
    }
}
