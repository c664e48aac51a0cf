package io.sightline.vision;

import io.sightline.models.Manifest;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** What one detection needs beside the networks, kept for the next. One thread at a time. */
final class Workspace implements AutoCloseable {
    final Candidates candidates = new Candidates();
    final Candidates ofLevel = new Candidates();
    final PlanarTensor input;

    private final List<Mat> levels = new ArrayList<>();
    private final List<FloatBuffer> outputs = new ArrayList<>();

    Workspace(Manifest.Input form) {
        input = new PlanarTensor(form);
    }

    /** A Mat that keeps its memory as long as the pictures keep their size. */
    Mat level(int index) {
        while (levels.size() <= index) {
            levels.add(new Mat());
        }
        return levels.get(index);
    }

    /** Room for the output of this index, exactly so long. */
    FloatBuffer output(int index, int length) {
        while (outputs.size() <= index) {
            outputs.add(PlanarTensor.direct(0));
        }
        if (outputs.get(index).capacity() < length) {
            outputs.set(index, PlanarTensor.direct(length));
        }
        return outputs.get(index).slice(0, length);
    }

    @Override
    public void close() {
        levels.forEach(Mat::close);
    }
}
