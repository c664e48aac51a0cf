package io.sightline.vision;

import io.sightline.vision.Network.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** P-Net: slides over each level of the pyramid and proposes boxes, many and cheaply. Thread-safe until closed. */
final class ProposalNet implements AutoCloseable {
    /** Holds the next nets' work bounded on a picture that looks like faces all over; a crowd has some hundreds. */
    private static final int MAX_PROPOSALS = 2000;

    private static final int STRIDE = 2;

    private final Network network;

    ProposalNet(Network network) {
        this.network = network;
    }

    /** Fills the workspace's candidates, best first. */
    void propose(Mat picture, List<Pyramid.Level> levels, float threshold, Workspace workspace) {
        workspace.candidates.clear();
        for (Pyramid.Level level : levels) {
            proposeAt(level, picture, threshold, workspace);
            workspace.ofLevel.suppress(0.5f, Candidates.Overlap.UNION);
            workspace.candidates.addAll(workspace.ofLevel);
        }
        workspace.candidates.suppress(0.7f, Candidates.Overlap.UNION);
        workspace.candidates.keepFirst(MAX_PROPOSALS);
        workspace.candidates.applyShifts();
    }

    private void proposeAt(Pyramid.Level level, Mat picture, float threshold, Workspace workspace) {
        int width = level.width();
        int height = level.height();
        workspace.input.reserve(1, width, height);
        workspace.picture.average(0, 0, picture.cols(), picture.rows(), width, height, workspace.input.pixels());
        workspace.input.set(0);
        int columns = cells(width);
        int rows = cells(height);
        int area = columns * rows;
        FloatBuffer probability = workspace.output(0, area);
        FloatBuffer shift = workspace.output(1, 4 * area);
        network.run(
                new Tensor(workspace.input.view(1, width, height), 1, 3, height, width),
                List.of(new Tensor(probability, 1, 1, rows, columns), new Tensor(shift, 1, 4, rows, columns)));
        collect(probability, shift, columns, area, (float) level.scale(), threshold, workspace.ofLevel);
    }

    private static void collect(
            FloatBuffer probability,
            FloatBuffer shift,
            int columns,
            int area,
            float scale,
            float threshold,
            Candidates found) {
        found.clear();
        for (int i = 0; i < area; i++) {
            float p = probability.get(i);
            if (p >= threshold) {
                int x = i % columns;
                int y = i / columns;
                int row = found.add(
                        (STRIDE * x + 1) / scale,
                        (STRIDE * y + 1) / scale,
                        (STRIDE * x + Pyramid.CELL) / scale,
                        (STRIDE * y + Pyramid.CELL) / scale,
                        p);
                found.setShift(
                        row, shift.get(i), shift.get(area + i), shift.get(2 * area + i), shift.get(3 * area + i));
            }
        }
    }

    /** Two convolutions of 3 without padding, a pooling by two that rounds up between the first and the others. */
    private static int cells(int side) {
        return (side - 2 + 1) / 2 - 4;
    }

    @Override
    public void close() {
        network.close();
    }
}
