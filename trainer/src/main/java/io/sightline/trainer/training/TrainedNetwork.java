package io.sightline.trainer.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.sightline.core.Landmarks;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.Manifest;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.evaluation.FaceVectors;

/**
 * A network as the trainer computes it, trained or not: what its exports are checked against, and what evaluation
 * compares bundles to. On the first of the machine's devices. Holds native memory until it is closed; one thread.
 */
public final class TrainedNetwork implements FaceVectors, AutoCloseable {
    private final Student student;
    private final StudentVectors vectors;

    public TrainedNetwork(NetworkGraph graph, Manifest.Input input, Landmarks template, Machine machine) {
        Engine engine = machine.engine();
        this.student = new Student(graph, engine, machine.devices().of(engine).get(0));
        this.vectors =
                new StudentVectors(student, new CropPreprocessor(input, template), input.width(), input.height());
    }

    /**
     * A network before its first step, as training would judge it: with the means and variances of batch normalisation
     * measured on faces. As it is drawn they are 0 and 1, and what it would make with those says nothing about it.
     *
     * @param faces of training
     */
    public static TrainedNetwork measured(
            NetworkGraph graph, Manifest.Input input, Landmarks template, Machine machine, CropSet faces) {
        var network = new TrainedNetwork(graph, input, template, machine);
        try {
            var preprocessor = new CropPreprocessor(input, template);
            CropSet usable = CropCheck.of(faces, preprocessor, input.width(), input.height())
                    .usable();
            new NormStatistics(network.student, graph, usable, preprocessor).measure();
            return network;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    @Override
    public float[][] of(CropSet faces) {
        return vectors.of(faces);
    }

    /** By place in the batch; not normalised. */
    public float[][] raw(FaceBatch faces) {
        try (NDManager call = student.manager().newSubManager()) {
            float[] values =
                    student.forward(call, faces.bytes(), faces.shape(), false).toFloatArray();
            float[][] rows = new float[faces.count()][values.length / faces.count()];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(values, i * rows[i].length, rows[i], 0, rows[i].length);
            }
            return rows;
        }
    }

    @Override
    public void close() {
        student.close();
    }
}
