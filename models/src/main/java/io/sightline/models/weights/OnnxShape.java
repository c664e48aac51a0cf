package io.sightline.models.weights;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.OnnxRuntime;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/**
 * What an ONNX network proves to be when it is computed: one vector a face, for one face or any number of them.
 *
 * @param output the name of what comes out
 * @param dimension length of the vector
 */
record OnnxShape(String output, int dimension) {
    private static final int CHANNELS = 3;
    /** Between a face alone and the same face beside another, of the vector's length. */
    private static final double MOST_DIFFERENCE = 1e-3;

    /**
     * @param file what is opened
     * @param shown how a message calls it
     * @throws UserError saying what it is instead
     */
    static OnnxShape of(Path file, Path shown, Manifest.Input input) {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (OrtSession session = open(environment, file, shown)) {
            boolean single = takesOne(session, shown, input);
            if (session.getNumOutputs() != 1) {
                throw new UserError(
                        shown + " has the outputs " + session.getOutputNames() + "; expected one, the vector");
            }
            String output = session.getOutputNames().iterator().next();
            float[][] faces = faces(input);
            float[] first = vectors(environment, session, shown, input, faces[0])[0];
            float[] second = vectors(environment, session, shown, input, faces[1])[0];
            requireVectors(shown, first, second);
            if (!single) {
                float[] both = Arrays.copyOf(faces[0], 2 * faces[0].length);
                System.arraycopy(faces[1], 0, both, faces[0].length, faces[1].length);
                float[][] together = vectors(environment, session, shown, input, both);
                if (together.length != 2
                        || distance(first, together[0]) > MOST_DIFFERENCE * norm(first)
                        || distance(second, together[1]) > MOST_DIFFERENCE * norm(second)) {
                    throw new UserError(shown + " makes other vectors of two faces at once than of each alone;"
                            + " export it for inference, with a dynamic batch or for one face");
                }
            }
            return new OnnxShape(output, first.length);
        } catch (OrtException e) {
            throw new UserError("ONNX Runtime cannot compute " + shown + ": " + e.getMessage(), e);
        }
    }

    private static OrtSession open(OrtEnvironment environment, Path file, Path shown) {
        try {
            return OnnxRuntime.open(environment, file, 1, OnnxRuntime.Shapes.FEW);
        } catch (UserError e) {
            throw new UserError("Cannot import " + shown + ". Copied to stand alone: " + e.getMessage(), e);
        }
    }

    private static boolean takesOne(OrtSession session, Path shown, Manifest.Input input) throws OrtException {
        String expected = "expected one input of float32, [faces, 3, " + input.height() + ", " + input.width()
                + "] with any number of faces or one";
        if (session.getNumInputs() != 1) {
            throw new UserError(shown + " takes the inputs " + session.getInputNames() + "; " + expected);
        }
        if (!(session.getInputInfo().values().iterator().next().getInfo() instanceof TensorInfo info)
                || info.type != OnnxJavaType.FLOAT
                || !fits(info.getShape(), input)) {
            throw new UserError(shown + " takes "
                    + session.getInputInfo().values().iterator().next().getInfo() + "; " + expected);
        }
        return info.getShape()[0] == 1;
    }

    private static boolean fits(long[] shape, Manifest.Input input) {
        return shape.length == 4
                && (shape[0] == 1 || shape[0] == -1)
                && shape[1] == CHANNELS
                && (shape[2] == input.height() || shape[2] == -1)
                && (shape[3] == input.width() || shape[3] == -1);
    }

    /** Two pictures of noise: a network tells even these apart. */
    private static float[][] faces(Manifest.Input input) {
        Random random = new Random(1);
        float[][] faces = new float[2][CHANNELS * input.height() * input.width()];
        for (float[] face : faces) {
            for (int i = 0; i < face.length; i++) {
                int channel = i / (input.height() * input.width());
                face[i] = (random.nextInt(256) - input.mean().get(channel)) * input.scale();
            }
        }
        return faces;
    }

    private static float[][] vectors(
            OrtEnvironment environment, OrtSession session, Path shown, Manifest.Input input, float[] pixels)
            throws OrtException {
        int count = pixels.length / (CHANNELS * input.height() * input.width());
        long[] shape = {count, CHANNELS, input.height(), input.width()};
        try (OnnxTensor faces = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), shape);
                OrtSession.Result result =
                        session.run(Map.of(session.getInputNames().iterator().next(), faces))) {
            if (result.get(0).getValue() instanceof float[][] rows && rows.length == count && rows[0].length > 1) {
                return rows;
            }
            throw new UserError(shown + " gives " + result.get(0).getInfo() + " for " + count
                    + " faces; expected one vector a face, [" + count + ", dimension]");
        }
    }

    private static void requireVectors(Path shown, float[] first, float[] second) {
        double length = norm(first);
        if (!Double.isFinite(length) || length == 0 || !Double.isFinite(norm(second))) {
            throw new UserError(shown + " makes vectors without a direction: of the length " + length);
        }
        if (distance(first, second) == 0) {
            throw new UserError(shown + " makes the same vector of every picture");
        }
    }

    private static double norm(float[] vector) {
        return distance(vector, new float[vector.length]);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
