package io.sightline.trainer.training;

import io.sightline.core.UserError;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Parameter;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.loss.LossSum;
import io.sightline.trainer.optim.Optimizer;
import io.sightline.trainer.optim.Schedule;
import io.sightline.trainer.optim.Weight;
import io.sightline.trainer.training.PersonSampler.Pick;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A run under way: epochs of steps, from wherever the last checkpoint is to the end. One caller. */
final class Run {
    /** Places of chance, apart from each other. */
    static final int AUGMENTATION = 1;

    private static final int SAMPLER = 2;
    private static final int STEP = 3;
    private static final int HEADS = 4;

    private static final String NETWORK = "network/";
    private static final String LOSSES = "losses/";
    private static final String OPTIMIZER = "optimizer/";

    private final TrainingOptions options;
    private final CheckpointStore checkpoints;
    private final String digest;
    private final Replicas replicas;
    private final Student student;
    private final BatchLoader loader;
    private final TrainingPeople people;
    private final CropSet validation;
    private final List<String> validationPeople;
    private final NormStatistics statistics;
    private final StudentVectors vectors;
    private final NetworkGraph graph;
    private final List<TrainingListener> listeners;
    private final PersonSampler sampler;
    private final LossSum losses;
    private final StepComputation computation;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final long stepsPerEpoch;
    private Checkpoint.Place place;

    Run(
            TrainingOptions options,
            CheckpointStore checkpoints,
            String digest,
            Replicas replicas,
            Teacher teacher,
            BatchLoader loader,
            TrainingPeople people,
            CropSet validation,
            NormStatistics statistics,
            StudentVectors vectors,
            NetworkGraph graph,
            List<TrainingListener> listeners) {
        this.options = options;
        this.checkpoints = checkpoints;
        this.digest = digest;
        this.replicas = replicas;
        this.student = replicas.first();
        this.loader = loader;
        this.people = people;
        this.validation = validation;
        this.validationPeople = IntStream.range(0, validation.size())
                .mapToObj(validation::personId)
                .toList();
        this.statistics = statistics;
        this.vectors = vectors;
        this.graph = graph;
        this.listeners = listeners;
        this.sampler = sampler(people, options);
        this.losses = LossSums.of(
                options.losses(),
                student.manager(),
                dimension(),
                people.ids().size(),
                teacher,
                Seeds.of(options.seed(), HEADS));
        this.computation =
                new StepComputation(replicas, losses, options.batches().piece());
        this.optimizer = Optimizers.of(options.steps(), weights(), student.manager());
        int gathered = options.batches().gathered();
        this.stepsPerEpoch = (sampler.batchesPerEpoch() + gathered - 1L) / gathered;
        this.schedule = Optimizers.schedule(options.steps(), stepsPerEpoch * options.epochs(), stepsPerEpoch);
        this.place = Checkpoint.Place.beginning(digest);
    }

    static PersonSampler sampler(TrainingPeople people, TrainingOptions options) {
        return new PersonSampler(
                people.ofFace(),
                options.batches().people(),
                options.batches().images(),
                Seeds.of(options.seed(), SAMPLER));
    }

    private int dimension() {
        return graph.outputs().get(0).getValue().channels();
    }

    private List<Weight> weights() {
        List<Weight> all = new ArrayList<>(student.weights());
        losses.weights().forEach(w -> all.add(new Weight(LOSSES + w.name(), w.values(), w.decays())));
        return all;
    }

    TrainingResult train(Path folder, BooleanSupplier stopping) throws InterruptedException {
        long began = System.nanoTime();
        checkpoints.last(message -> tell(l -> l.warns(message))).ifPresent(this::restore);
        var plan = new TrainingListener.Plan(
                folder,
                options,
                people.ids().size(),
                people.ofFace().length,
                (int) validationPeople.stream().distinct().count(),
                validation.size(),
                dimension(),
                stepsPerEpoch,
                place.step());
        tell(l -> l.begins(plan));
        double loss = Double.NaN;
        while (place.epoch() < options.epochs() && !stopsEarly()) {
            stopIf(stopping);
            loss = epoch(stopping);
            validate(loss);
        }
        TrainingResult result = result(folder, loss, (System.nanoTime() - began) / 1e9);
        tell(l -> l.ends(result));
        return result;
    }

    /** Between epochs, where the checkpoint is written already. */
    private void stopIf(BooleanSupplier stopping) {
        if (stopping.getAsBoolean()) {
            throw new TrainingStopped(place.step());
        }
    }

    private boolean stopsEarly() {
        return options.patience() > 0 && place.withoutBetter() >= options.patience();
    }

    /** @return the mean loss of the steps taken */
    private double epoch(BooleanSupplier stopping) throws InterruptedException {
        replicas.freeze(place.epoch() < options.freezeEpochs() ? Backbone.of(graph) : name -> false);
        List<List<Pick>> batches = sampler.epoch(place.epoch());
        loader.begin(place.epoch(), batches.subList(place.batch(), batches.size()));
        double sum = 0;
        int steps = 0;
        while (place.batch() < batches.size()) {
            sum += step(batches.size());
            steps++;
            boolean isDue = options.checkpointSteps() > 0 && place.step() % options.checkpointSteps() == 0;
            boolean isStopping = stopping.getAsBoolean();
            if ((isDue || isStopping) && place.batch() < batches.size()) {
                checkpoints.save(now());
                if (isStopping) {
                    throw new TrainingStopped(place.step());
                }
            }
        }
        return steps == 0 ? Double.NaN : sum / steps;
    }

    private double step(int batchesOfEpoch) throws InterruptedException {
        long began = System.nanoTime();
        int count = Math.min(options.batches().gathered(), batchesOfEpoch - place.batch());
        double loss = 0;
        Map<String, Double> parts = new TreeMap<>();
        int faces = 0;
        optimizer.zeroGradients();
        for (int i = 0; i < count; i++) {
            PreparedBatch batch = loader.next();
            double share = 1.0 / count;
            StepComputation.Losses computed =
                    computation.compute(batch, Seeds.of(options.seed(), STEP, place.step(), i), share);
            faces += batch.size();
            loader.recycle(batch);
            loss += share * computed.loss();
            computed.parts().forEach((name, value) -> parts.merge(name, share * value, Double::sum));
        }
        if (!Double.isFinite(loss)) {
            throw new UserError("The loss is no number any more at step " + (place.step() + 1)
                    + ": the network has diverged. Take a smaller learning rate than "
                    + options.steps().rate() + "; the checkpoints so far stay");
        }
        double rate = options.steps().rate() * schedule.factor(place.step());
        optimizer.step(rate);
        replicas.spread();
        place = place.afterStep(count);
        var report = new TrainingListener.Step(
                place.step(), place.epoch() + 1, loss, parts, rate, faces, (System.nanoTime() - began) / 1e9);
        tell(l -> l.stepped(report));
        return loss;
    }

    /** Ends the epoch. */
    private void validate(double loss) {
        statistics.measure();
        replicas.spread();
        Validation validated = Validation.of(validationPeople, vectors.of(validation));
        boolean best = validated.score() > place.bestScore();
        place = place.afterEpoch(validated.score(), validated.name(), best);
        var report = new TrainingListener.Epoch(
                place.epoch(), place.step(), loss, validated.metrics(), validated.score(), validated.name(), best);
        tell(l -> l.validated(report));
        // Told first: what is told again after a kill is better than what is never told.
        if (best) {
            checkpoints.saveBest(new Checkpoint(place, network()));
        }
        checkpoints.save(now());
    }

    private Map<String, float[]> network() {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        student.values().forEach((name, values) -> tensors.put(NETWORK + name, values));
        return tensors;
    }

    private Checkpoint now() {
        Map<String, float[]> tensors = network();
        losses.weights().forEach(w -> tensors.put(LOSSES + w.name(), w.values().toFloatArray()));
        optimizer.state().forEach((name, values) -> tensors.put(OPTIMIZER + name, values));
        return new Checkpoint(place, tensors);
    }

    private void restore(Checkpoint checkpoint) {
        if (!checkpoint.place().options().equals(digest)) {
            throw new UserError("The last checkpoint belongs to a run with other settings, data or network;"
                    + " go on with those, or train into another folder");
        }
        Map<String, float[]> network = checkpoint.part(NETWORK);
        student.weights().forEach(w -> w.values().set(network.get(w.name())));
        student.statistics().forEach((name, array) -> array.set(network.get(name)));
        Map<String, float[]> heads = checkpoint.part(LOSSES);
        losses.weights().forEach(w -> w.values().set(heads.get(w.name())));
        optimizer.restore(checkpoint.part(OPTIMIZER));
        replicas.spread();
        place = checkpoint.place();
    }

    private TrainingResult result(Path folder, double loss, double seconds) {
        Optional<Checkpoint> best = checkpoints.best();
        if (best.isEmpty()) {
            throw new UserError("The run in " + folder + " has no best epoch: its file is gone. Train anew");
        }
        Map<String, float[]> values = best.get().part(NETWORK);
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        graph.parameters()
                .forEach((name, weight) -> parameters.put(name, new Parameter(name, weight.shape(), values.get(name))));
        return new TrainingResult(
                folder,
                graph.withParameters(parameters),
                place.best() + 1,
                place.bestScore(),
                place.scoreName(),
                place.epoch(),
                place.step(),
                loss,
                place.epoch() < options.epochs(),
                seconds);
    }

    private void tell(Consumer<TrainingListener> what) {
        listeners.forEach(what);
    }
}
