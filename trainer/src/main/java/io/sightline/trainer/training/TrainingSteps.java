package io.sightline.trainer.training;

import ai.djl.engine.Engine;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Parameter;
import io.sightline.trainer.loss.LossSum;
import io.sightline.trainer.optim.Optimizer;
import io.sightline.trainer.optim.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Single steps of training on faces that lie ready, by the parts of which a {@link TrainingJob} makes its own: forward
 * pass, losses, backward pass, optimizer. For whoever measures a step, or compares it with another's; a run also loads
 * faces, validates, and keeps checkpoints. The learning rate is the options' highest all the time.
 *
 * <p>One at a time in a process, as a job is; one caller.
 */
public final class TrainingSteps implements AutoCloseable {
    private final TrainingOptions options;
    private final Replicas replicas;
    private final LossSum losses;
    private final StepComputation computation;
    private final Optimizer optimizer;
    private long taken;

    /**
     * @param options of which losses, optimizer, rate, seed and the piece that is computed at once count here
     * @param people who are told apart by losses that do
     * @throws IllegalArgumentException if the options ask for a teacher: there is none
     * @throws io.sightline.core.UserError if PyTorch or the device is not there
     */
    public TrainingSteps(NetworkGraph graph, TrainingOptions options, Machine machine, int people) {
        if (options.losses().teacher() > 0) {
            throw new IllegalArgumentException("Single steps have no teacher, but its factor is "
                    + options.losses().teacher());
        }
        this.options = options;
        Engine engine = machine.engine();
        this.replicas = new Replicas(graph, engine, machine.devices().of(engine));
        Student student = replicas.first();
        this.losses = LossSums.of(
                options.losses(),
                student.manager(),
                graph.outputs().get(0).getValue().channels(),
                people,
                null,
                options.seed());
        this.computation =
                new StepComputation(replicas, losses, options.batches().piece());
        List<Weight> weights = new ArrayList<>(student.weights());
        weights.addAll(losses.weights());
        this.optimizer = Optimizers.of(options.steps(), weights, student.manager());
    }

    /** The losses' own weights as they are now, by name: {@code <loss>.<weight>}. */
    public Map<String, Parameter> lossWeights() {
        Map<String, Parameter> weights = new LinkedHashMap<>();
        for (Weight weight : losses.weights()) {
            List<Integer> shape = Arrays.stream(weight.values().getShape().getShape())
                    .mapToObj(Math::toIntExact)
                    .toList();
            weights.put(
                    weight.name(),
                    new Parameter(weight.name(), shape, weight.values().toFloatArray()));
        }
        return weights;
    }

    /**
     * Takes one step.
     *
     * @param people whose face each is, a number from 0
     * @return the loss before it
     */
    public double take(FaceBatch faces, int[] people) {
        var batch = new PreparedBatch(faces, null);
        batch.complete(people, null);
        optimizer.zeroGradients();
        double loss =
                computation.compute(batch, Seeds.of(options.seed(), taken++), 1).loss();
        optimizer.step(options.steps().rate());
        replicas.spread();
        return loss;
    }

    @Override
    public void close() {
        optimizer.close();
        replicas.close();
    }
}
