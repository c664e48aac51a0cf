package io.sightline.vision;

import io.sightline.vision.Network.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * R-Net and O-Net: look at each candidate alone, in batches, and say how much of a face it is, how its box should move
 * and, for O-Net, where the five points are. Thread-safe until closed.
 */
final class ClosingIn implements AutoCloseable {
    private static final int SHIFT = 4;
    private static final int POINTS = 10;

    private final Network network;
    private final int side;
    private final int batch;
    private final boolean givesPoints;

    /**
     * @param side of the net's input, pixels
     * @param batch how many candidates at once; bounds the memory
     */
    ClosingIn(Network network, int side, int batch, boolean givesPoints) {
        this.network = network;
        this.side = side;
        this.batch = batch;
        this.givesPoints = givesPoints;
    }

    /** Sets score, shift and points of every candidate; moves none. */
    void score(Mat picture, Candidates candidates, Workspace workspace) {
        try (SquareCutter cutter = new SquareCutter(side)) {
            for (int from = 0; from < candidates.size(); from += batch) {
                int count = Math.min(batch, candidates.size() - from);
                workspace.input.reserve(count, side, side);
                for (int i = 0; i < count; i++) {
                    cutter.cut(picture, workspace.picture, candidates, from + i, workspace.input.pixels());
                    workspace.input.set(i);
                }
                scoreBatch(candidates, from, count, workspace);
            }
        }
    }

    private void scoreBatch(Candidates candidates, int from, int count, Workspace workspace) {
        FloatBuffer probability = workspace.output(0, count);
        FloatBuffer shift = workspace.output(1, SHIFT * count);
        FloatBuffer points = workspace.output(2, POINTS * count);
        List<Tensor> results = new ArrayList<>();
        results.add(new Tensor(probability, count, 1));
        results.add(new Tensor(shift, count, SHIFT));
        if (givesPoints) {
            results.add(new Tensor(points, count, POINTS));
        }
        network.run(new Tensor(workspace.input.view(count, side, side), count, 3, side, side), results);
        for (int i = 0; i < count; i++) {
            int at = SHIFT * i;
            candidates.setScore(from + i, probability.get(i));
            candidates.setShift(from + i, shift.get(at), shift.get(at + 1), shift.get(at + 2), shift.get(at + 3));
            if (givesPoints) {
                // All x first, then all y.
                for (int p = 0; p < POINTS / 2; p++) {
                    int x = POINTS * i + p;
                    candidates.setPoint(from + i, p, points.get(x), points.get(x + POINTS / 2));
                }
            }
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
