package io.sightline.models;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.sightline.core.Landmarks;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Makes an embedder's input of a canonical crop: the one way for serving, training and evaluation, so that a model
 * never sees faces cut otherwise than it learned. Thread-safe; keeps no native memory between calls.
 */
public final class CropPreprocessor {
    private static final int CHANNELS = 3;

    private final Manifest.Input input;
    private final Landmarks template;
    private final float[] mean;

    /** @throws IllegalArgumentException if the manifest is a detector's */
    public CropPreprocessor(Manifest manifest) {
        this(requireEmbedder(manifest).input(), manifest.template());
    }

    /**
     * For a network that has no manifest yet.
     *
     * @param template where the five points of a face lie in the input, in its pixels
     */
    public CropPreprocessor(Manifest.Input input, Landmarks template) {
        this.input = input;
        this.template = template;
        this.mean = new float[] {
            input.mean().get(0), input.mean().get(1), input.mean().get(2),
        };
    }

    private static Manifest requireEmbedder(Manifest manifest) {
        if (manifest.kind() != Manifest.Kind.EMBEDDER) {
            throw new IllegalArgumentException(manifest.id() + " does not take aligned faces");
        }
        return manifest;
    }

    /** How many floats one face takes: 3 × height × width. */
    public int tensorLength() {
        return CHANNELS * input.height() * input.width();
    }

    /**
     * Decodes a crop, warps its points to the model's template, and writes {@link #tensorLength()} floats (channel,
     * row, column) at the buffer's position, which moves behind them: faces of a batch follow each other.
     *
     * @param cropLandmarks the face's points in pixels of the crop
     * @throws IllegalArgumentException if the bytes are no picture, or the points are one; the buffer is untouched
     * @throws java.nio.BufferOverflowException if the buffer has no room
     */
    public void into(FloatBuffer target, byte[] canonicalJpeg, Landmarks cropLandmarks) {
        if (canonicalJpeg.length == 0) {
            throw new IllegalArgumentException("An empty crop is no picture");
        }
        try (BytePointer bytes = new BytePointer(canonicalJpeg);
                Mat encoded = new Mat(1, canonicalJpeg.length, CV_8UC1, bytes);
                Mat crop = imdecode(encoded, IMREAD_COLOR)) {
            if (crop.empty()) {
                throw new IllegalArgumentException("A crop of " + canonicalJpeg.length + " bytes is no picture");
            }
            into(target, crop, cropLandmarks);
        }
    }

    /**
     * The same for a picture in memory, without the way over the canonical crop.
     *
     * @param bgr 8 bits a channel, blue first, as OpenCV decodes; stays the caller's
     * @param landmarks the face's points in pixels of the picture
     */
    public void into(FloatBuffer target, Mat bgr, Landmarks landmarks) {
        if (bgr.type() != CV_8UC3) {
            throw new IllegalArgumentException("A picture has three channels of 8 bits");
        }
        double[] toTemplate = SimilarityTransform.between(landmarks, template).matrix2x3();
        try (Mat matrix = new Mat(2, 3, CV_64F);
                Mat warped = new Mat();
                Size size = new Size(input.width(), input.height());
                Scalar black = new Scalar(0)) {
            matrix.<DoubleBuffer>createBuffer().put(toTemplate);
            warpAffine(bgr, warped, matrix, size, INTER_LINEAR, BORDER_CONSTANT, black);
            write(target, warped);
        }
    }

    private void write(FloatBuffer target, Mat warped) {
        byte[] pixels = new byte[tensorLength()];
        warped.<ByteBuffer>createBuffer().get(pixels);
        int area = input.height() * input.width();
        float[] plane = new float[pixels.length];
        for (int c = 0; c < CHANNELS; c++) {
            int from = input.channels() == Manifest.ChannelOrder.RGB ? CHANNELS - 1 - c : c;
            for (int i = 0; i < area; i++) {
                plane[c * area + i] = ((pixels[i * CHANNELS + from] & 0xff) - mean[c]) * input.scale();
            }
        }
        target.put(plane);
    }
}
