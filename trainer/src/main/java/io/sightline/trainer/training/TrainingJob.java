package io.sightline.trainer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.Sha256;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.trainer.data.CropSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Trains a network, and keeps in the run's folder what it takes to go on after a kill: checkpoints, and the best epoch's
 * weights. Deterministic: the same task and options on the same machine give the same losses, in one go or in several, to
 * the rounding of sums over threads. On several GPUs each computes a share of every batch ({@link Replicas}); what is
 * mined, the loss and the step are the whole batch's. Validation is the first's.
 *
 * <p>One run at a time in a process: PyTorch's random state and number of threads are the process's.
 */
public final class TrainingJob {
    private final TrainingTask task;
    private final TrainingOptions options;
    private final Machine machine;
    private final Path folder;
    private final List<TrainingListener> listeners;
    private final CheckpointStore checkpoints;
    private final Function<Engine, List<Device>> devices;
    private volatile boolean isStopping;

    /** @param folder the run's, made if it is not there */
    public TrainingJob(
            TrainingTask task,
            TrainingOptions options,
            Machine machine,
            Path folder,
            List<TrainingListener> listeners) {
        this(task, options, machine, folder, listeners, new CheckpointStore(folder), machine.devices()::of);
    }

    TrainingJob(
            TrainingTask task,
            TrainingOptions options,
            Machine machine,
            Path folder,
            List<TrainingListener> listeners,
            CheckpointStore checkpoints,
            Function<Engine, List<Device>> devices) {
        this.task = task;
        this.options = options;
        this.machine = machine;
        this.folder = folder;
        this.listeners = List.copyOf(listeners);
        this.checkpoints = checkpoints;
        this.devices = devices;
    }

    /**
     * Asks for an end: the step under way is finished, a checkpoint is written, and {@link #run} throws
     * {@link TrainingStopped}. Returns at once. Any thread.
     */
    public void stop() {
        isStopping = true;
    }

    /**
     * Trains to the end: from the beginning in a folder without checkpoints, else from the last of them.
     *
     * @throws UserError if the data cannot be trained on, a checkpoint is of another run or cannot be written, or the
     *     network diverges; checkpoints stay
     * @throws TrainingStopped after {@link #stop}, unless that was the last step
     */
    public TrainingResult run() throws InterruptedException {
        var preprocessor = new CropPreprocessor(task.input(), task.template());
        CropSet train = usable(task.train(), preprocessor);
        CropSet validation = usable(task.validation(), preprocessor);
        TrainingPeople people = TrainingPeople.of(train).requireEnough("training");
        TrainingPeople.of(validation).requireEnough("validation");
        if (options.losses().teacher() > 0 && task.teacher().isEmpty()) {
            throw new UserError("A teacher's vectors are to be learned, but no teacher is given");
        }
        Engine engine = machine.engine();
        try (Replicas replicas = new Replicas(task.graph(), engine, withWork(devices.apply(engine)));
                Teacher teacher = teacher();
                BatchLoader loader = loader(train, people, preprocessor, teacher)) {
            var run = new Run(
                    options,
                    checkpoints,
                    digest(),
                    replicas,
                    teacher,
                    loader,
                    people,
                    validation,
                    new NormStatistics(replicas.first(), task.graph(), train, preprocessor),
                    new StudentVectors(
                            replicas.first(),
                            preprocessor,
                            task.input().width(),
                            task.input().height()),
                    task.graph(),
                    listeners);
            return run.train(folder, () -> isStopping);
        }
    }

    /** As many of the devices as a batch has pieces for. */
    private List<Device> withWork(List<Device> found) {
        TrainingOptions.Batches batches = options.batches();
        int batch = batches.people() * batches.images();
        int pieces = Piece.of(batch, batches.piece(), found.size()).size();
        if (pieces >= found.size()) {
            return found;
        }
        List<Device> used = found.subList(0, pieces);
        String warning = "A batch of " + batch + " faces goes in " + pieces + " pieces, so that each has "
                + Piece.LEAST + " at least: of " + found.size() + " GPUs only " + used + " compute. Larger batches"
                + " use more of them";
        listeners.forEach(listener -> listener.warns(warning));
        return used;
    }

    private CropSet usable(CropSet set, CropPreprocessor preprocessor) {
        CropCheck.Result checked = CropCheck.of(
                set, preprocessor, task.input().width(), task.input().height());
        checked.refused().forEach(problem -> listeners.forEach(listener -> listener.warns(problem)));
        return checked.usable();
    }

    private Teacher teacher() {
        if (options.losses().teacher() == 0) {
            return null;
        }
        // One thread each: it computes beside the student, which has the others.
        return new Teacher(
                task.teacher().orElseThrow(),
                new EmbeddingOptions(EngineKind.ONNX, new ComputeDevice.Cpu(), 1, 1, false));
    }

    private BatchLoader loader(CropSet train, TrainingPeople people, CropPreprocessor preprocessor, Teacher teacher) {
        PersonSampler sampler = Run.sampler(people, options);
        return new BatchLoader(
                train,
                people.ofFace(),
                preprocessor,
                () -> new FaceBatch(
                        sampler.batchSize(), task.input().width(), task.input().height()),
                teacher,
                options.augmentation(),
                Seeds.of(options.seed(), Run.AUGMENTATION),
                sampler.batchSize(),
                machine.loaders());
    }

    /** Of all that the losses depend on: a checkpoint of something else does not fit. */
    private String digest() {
        try {
            var about = new StringBuilder(new JsonMapper().writeValueAsString(options));
            NetworkGraph graph = task.graph();
            graph.parameters().forEach((name, weight) -> about.append(name).append(weight.shape()));
            about.append(graph.dropouts());
            about.append(task.input()).append(task.template());
            for (int i = 0; i < task.train().size(); i++) {
                about.append(task.train().cropId(i)).append(task.train().personId(i));
            }
            task.teacher().ifPresent(teacher -> about.append(teacher.id()));
            return Sha256.of(about.toString().getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
