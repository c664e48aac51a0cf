package io.sightline.bench;

import ai.djl.engine.Engine;
import com.sun.management.OperatingSystemMXBean;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Parameter;
import io.sightline.trainer.training.TrainingSteps;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The trainer's own steps. */
final class SightlineTraining implements TrainingSide {
    /** Several, so that it is not one batch that is learned by heart. */
    private static final int BATCHES = 4;

    private static final int SQUARES = 5;

    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final NetworkGraph graph;
    private final TrainingSteps steps;
    private final int[] people;
    private final Parameter faces;
    private final List<FaceBatch> batches = new ArrayList<>();
    private int taken;

    SightlineTraining(TrainSetting setting) {
        this.graph = setting.graph();
        this.people = setting.people();
        int size = setting.architecture().input().width();
        this.faces = faces(setting.batch(), size);
        int perFace = 3 * size * size;
        for (int b = 0; b < BATCHES; b++) {
            var batch = new FaceBatch(setting.batch(), size, size);
            for (int face = 0; face < setting.batch(); face++) {
                int from = (b * setting.batch() + face) * perFace;
                batch.add(floats -> floats.put(faces.values(), from, perFace));
            }
            batches.add(batch);
        }
        this.steps = new TrainingSteps(graph, setting.options(), setting.machine(), TrainSetting.PEOPLE);
    }

    /** Coarse squares of random colours under noise: faces that differ as wholes, unlike noise alone. */
    private static Parameter faces(int batch, int size) {
        var random = new Random(2);
        float[] values = new float[BATCHES * batch * 3 * size * size];
        float[] squares = new float[SQUARES * SQUARES];
        for (int plane = 0; plane < values.length / (size * size); plane++) {
            for (int i = 0; i < squares.length; i++) {
                squares[i] = random.nextFloat();
            }
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    float square = squares[y * SQUARES / size * SQUARES + x * SQUARES / size];
                    values[(plane * size + y) * size + x] = 0.75f * square + 0.25f * random.nextFloat();
                }
            }
        }
        return new Parameter("faces", List.of(BATCHES, batch, 3, size, size), values);
    }

    /** What the other side begins with: weights of the network and the losses as they are now, and the faces. */
    Map<String, Parameter> tensors() {
        if (taken > 0) {
            throw new IllegalStateException("The network's weights have changed since");
        }
        Map<String, Parameter> all = new LinkedHashMap<>(graph.parameters());
        steps.lossWeights().forEach((name, weight) -> all.put("loss." + name, weight));
        all.put(faces.name(), faces);
        return all;
    }

    @Override
    public String name() {
        return "Sightline, PyTorch " + Engine.getEngine("PyTorch").getVersion() + ", Java "
                + Runtime.version().feature();
    }

    @Override
    public Steps take(int count) {
        double[] ms = new double[count];
        double[] losses = new double[count];
        long cpu = process.getProcessCpuTime();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            losses[i] = steps.take(batches.get(taken++ % BATCHES), people);
            ms[i] = (System.nanoTime() - start) / 1e6;
        }
        return new Steps(ms, losses, (process.getProcessCpuTime() - cpu) / 1e6);
    }

    @Override
    public void close() {
        steps.close();
    }
}
