package io.sightline.models;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs exported networks in the engines that will serve them: one list of numbers for each output. */
public final class Engines {
    private Engines() {}

    public static List<float[]> onnx(Path file, float[] input, long... shape) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.addConfigEntry("session.set_denormal_as_zero", "1");
            try (OrtSession session = environment.createSession(file.toString(), options);
                    OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), shape);
                    OrtSession.Result result = session.run(Map.of(Manifest.Part.INPUT, tensor))) {
                List<float[]> outputs = new ArrayList<>();
                for (Map.Entry<String, ?> output : result) {
                    FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    float[] values = new float[buffer.remaining()];
                    buffer.get(values);
                    outputs.add(values);
                }
                return outputs;
            }
        }
    }

    public static List<float[]> torch(Path file, float[] input, long... shape)
            throws IOException, MalformedModelException, TranslateException {
        try (Model model = Model.newInstance("network", "PyTorch");
                InputStream in = Files.newInputStream(file)) {
            model.load(in);
            try (NDManager manager = model.getNDManager().newSubManager();
                    Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
                NDList outputs = predictor.predict(new NDList(manager.create(input, new Shape(shape))));
                return outputs.stream().map(NDArray::toFloatArray).toList();
            }
        }
    }
}
