package io.sightline.vision;

/**
 * How the detector looks for faces.
 *
 * @param minFacePixels the smallest face looked for, side of its box in pixels; the work grows with its inverse square
 * @param proposalThreshold least probability in the first net (P-Net), 0 to 1
 * @param refinementThreshold least probability in the second net (R-Net), 0 to 1
 * @param outputThreshold least probability in the last net (O-Net), 0 to 1
 * @param pyramidFactor each picture of the pyramid is this much smaller than the one before, above 0 and below 1
 * @param threads that one detection may use inside ONNX Runtime; more throughput comes from more callers instead
 */
public record DetectorOptions(
        int minFacePixels,
        float proposalThreshold,
        float refinementThreshold,
        float outputThreshold,
        float pyramidFactor,
        int threads) {

    /** What the authors of MTCNN use (Zhang et al. 2016), from 40 px faces on, on one thread. */
    public static final DetectorOptions DEFAULT = new DetectorOptions(40, 0.6f, 0.7f, 0.7f, 0.709f, 1);

    public DetectorOptions {
        if (minFacePixels < Pyramid.CELL) {
            throw new IllegalArgumentException("minFacePixels is " + Pyramid.CELL
                    + " or more, as the first net sees no smaller face; got " + minFacePixels);
        }
        requireShare("proposalThreshold", proposalThreshold);
        requireShare("refinementThreshold", refinementThreshold);
        requireShare("outputThreshold", outputThreshold);
        requireShare("pyramidFactor", pyramidFactor);
        if (threads < 1) {
            throw new IllegalArgumentException("threads is 1 or more, got " + threads);
        }
    }

    private static void requireShare(String name, float value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " lies between 0 and 1, got " + value);
        }
    }

    public DetectorOptions withMinFacePixels(int pixels) {
        return new DetectorOptions(
                pixels, proposalThreshold, refinementThreshold, outputThreshold, pyramidFactor, threads);
    }

    public DetectorOptions withThreads(int count) {
        return new DetectorOptions(
                minFacePixels, proposalThreshold, refinementThreshold, outputThreshold, pyramidFactor, count);
    }
}
