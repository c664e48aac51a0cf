package io.sightline.vision;

import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Finds faces and their five points: MTCNN (Zhang et al. 2016, "Joint Face Detection and Alignment Using Multitask
 * Cascaded Convolutional Networks") on ONNX Runtime. Three nets, each looking closer at what the one before let pass.
 *
 * <p>Thread-safe; memory for intermediate results is kept per concurrent caller. Close it after the last detection.
 */
public final class FaceDetector implements AutoCloseable {
    /** Bounds what a workspace keeps, about 16 bytes a pixel with P-Net's. */
    private static final int MAX_PIXELS = 4_200_000;

    private final DetectorOptions options;
    private final Manifest.Input input;
    private final ProposalNet proposalNet;
    private final ClosingIn refinementNet;
    private final ClosingIn outputNet;
    private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

    private FaceDetector(DetectorOptions options, ModelBundle bundle, List<Network> networks) {
        this.options = options;
        this.input = bundle.manifest().input();
        this.proposalNet = new ProposalNet(networks.get(0));
        this.refinementNet = new ClosingIn(networks.get(1), 24, 32, false);
        this.outputNet = new ClosingIn(networks.get(2), 48, 16, true);
    }

    /**
     * Loads the three nets.
     *
     * @param mtcnn a bundle of kind DETECTOR with the parts {@code pnet}, {@code rnet} and {@code onet}
     * @throws UserError if the bundle is another one, or a net cannot be loaded
     */
    public static FaceDetector open(ModelBundle mtcnn, DetectorOptions options) {
        if (mtcnn.manifest().kind() != Manifest.Kind.DETECTOR) {
            throw new UserError("The model bundle " + mtcnn + " does not detect faces; one of kind DETECTOR is needed");
        }
        List<Network> opened = new ArrayList<>();
        try {
            for (String part : List.of("pnet", "rnet", "onet")) {
                opened.add(Network.open(mtcnn, part, options.threads()));
            }
            return new FaceDetector(options, mtcnn, opened);
        } catch (IllegalArgumentException e) {
            opened.forEach(Network::close);
            throw new UserError("The model bundle " + mtcnn + " is not an MTCNN: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            opened.forEach(Network::close);
            throw e;
        }
    }

    /**
     * All faces from the configured smallest size on, surest first; boxes and points in pixels of the picture.
     *
     * <p>Memory stays bounded: above 4.2 megapixels a picture is looked at in half its size, its points are half as
     * precise, and as P-Net sees a megapixel at most, the smallest face of a 12 megapixel photo is 42 px.
     */
    public List<DetectedFace> detect(Picture picture) {
        return detect(picture, options.minFacePixels());
    }

    /** The same with another smallest face than configured. */
    public List<DetectedFace> detect(Picture picture, int minFacePixels) {
        if ((long) picture.width() * picture.height() > MAX_PIXELS) {
            return detectInHalf(picture, minFacePixels);
        }
        Workspace taken = idle.poll();
        Workspace workspace = taken == null ? new Workspace(input) : taken;
        try {
            return detect(picture, minFacePixels, workspace);
        } finally {
            idle.add(workspace);
        }
    }

    private List<DetectedFace> detectInHalf(Picture picture, int minFacePixels) {
        try (Picture half = picture.scaledToWidth(picture.width() / 2)) {
            float scale = (float) picture.width() / half.width();
            return detect(half, Math.max(Pyramid.CELL, minFacePixels / 2)).stream()
                    .map(face -> face.scaledBy(scale))
                    .toList();
        }
    }

    private List<DetectedFace> detect(Picture picture, int minFacePixels, Workspace workspace) {
        List<Pyramid.Level> levels =
                Pyramid.levels(picture.width(), picture.height(), minFacePixels, options.pyramidFactor());
        workspace.picture.begin(picture.mat());
        Candidates candidates = workspace.candidates;
        proposalNet.propose(picture.mat(), levels, options.proposalThreshold(), workspace);

        candidates.makeSquare();
        refinementNet.score(picture.mat(), candidates, workspace);
        candidates.dropUpTo(options.refinementThreshold());
        candidates.suppress(0.7f, Candidates.Overlap.UNION);
        candidates.applyShifts();

        candidates.makeSquare();
        outputNet.score(picture.mat(), candidates, workspace);
        candidates.dropUpTo(options.outputThreshold());
        candidates.applyShifts();
        candidates.suppress(0.7f, Candidates.Overlap.SMALLER);

        List<DetectedFace> faces = new ArrayList<>(candidates.size());
        for (int row = 0; row < candidates.size(); row++) {
            faces.add(candidates.face(row));
        }
        return List.copyOf(faces);
    }

    @Override
    public void close() {
        for (Workspace workspace = idle.poll(); workspace != null; workspace = idle.poll()) {
            workspace.close();
        }
        proposalNet.close();
        refinementNet.close();
        outputNet.close();
    }
}
