package io.sightline.models.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rewrites an ONNX graph so that its layers compute in 8 bits: each of their inputs and results passes QuantizeLinear and
 * DequantizeLinear ("QDQ"), from which ONNX Runtime makes integer operations
 * (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html). Activations have 8 bits without sign
 * and one step a tensor, weights 8 bits with sign and one step a channel (a linear layer: one in all), biases 32.
 *
 * <p>Weights use 7 of the 8 bits: processors without VNNI add two products in 16 bits, which overflow otherwise, and so
 * would give other vectors than those that have it. The same graph and ranges give the same bytes.
 */
final class QdqWriter {
    private static final int LARGEST_WEIGHT = 63;

    private final ModelProto model;
    private final QuantizableGraph layers;
    private final Map<String, ActivationRange> ranges;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> added = new HashMap<>();
    private final List<TensorProto> weights = new ArrayList<>();

    private QdqWriter(ModelProto model, Map<String, ActivationRange> ranges) {
        this.model = model;
        this.layers = new QuantizableGraph(model.getGraph());
        this.ranges = ranges;
    }

    /** @param ranges of every tensor that {@link QuantizableGraph#ranged} names */
    static ModelProto write(ModelProto model, Map<String, ActivationRange> ranges) {
        return new QdqWriter(model, ranges).written();
    }

    private ModelProto written() {
        GraphProto graph = model.getGraph();
        graph.getInputList().forEach(input -> passThrough(input.getName()));
        for (NodeProto node : graph.getNodeList()) {
            nodes.add(layers.isLayer(node) ? inEightBits(node) : reading(node));
            node.getOutputList().forEach(this::passThrough);
        }
        GraphProto.Builder rewritten =
                graph.toBuilder().clearNode().addAllNode(nodes).clearInitializer();
        // Weights that nobody reads as float32 any more are left out.
        for (TensorProto tensor : graph.getInitializerList()) {
            if (nodes.stream().anyMatch(node -> node.getInputList().contains(tensor.getName()))) {
                rewritten.addInitializer(tensor);
            }
        }
        weights.forEach(rewritten::addInitializer);
        return model.toBuilder().setGraph(rewritten).build();
    }

    /** Puts the pair of conversions behind a tensor that has a range. */
    private void passThrough(String tensor) {
        ActivationRange range = ranges.get(tensor);
        if (range == null) {
            return;
        }
        String scale = add(floats(tensor + ".scale", List.of(), new float[] {range.scale()}));
        String zero = add(TensorProto.newBuilder()
                .setName(tensor + ".zero")
                .setDataType(TensorProto.DataType.UINT8.getNumber())
                .setRawData(ByteString.copyFrom(new byte[] {(byte) range.zeroPoint()}))
                .build());
        nodes.add(NodeProto.newBuilder()
                .setOpType("QuantizeLinear")
                .setName(tensor + ".q")
                .addAllInput(List.of(tensor, scale, zero))
                .addOutput(tensor + ".q")
                .build());
        nodes.add(NodeProto.newBuilder()
                .setOpType("DequantizeLinear")
                .setName(tensor + ".dq")
                .addAllInput(List.of(tensor + ".q", scale, zero))
                .addOutput(tensor + ".dq")
                .build());
    }

    private NodeProto reading(NodeProto node) {
        NodeProto.Builder reading = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            if (ranges.containsKey(node.getInput(i))) {
                reading.setInput(i, node.getInput(i) + ".dq");
            }
        }
        return reading.build();
    }

    private NodeProto inEightBits(NodeProto node) {
        NodeProto.Builder layer = reading(node).toBuilder();
        if (node.getOpType().equals("Add")) {
            return layer.build();
        }
        TensorProto weight = layers.weight(node.getInput(1));
        float[] values = floats(weight);
        int channels = (int) weight.getDims(0);
        boolean byChannel = node.getOpType().equals("Conv");
        float[] steps = steps(values, byChannel ? channels : 1);
        layer.setInput(1, dequantized(node.getName() + ".weight", weight.getDimsList(), bytes(values, steps), steps));
        if (node.getInputCount() > 2) {
            float inputStep = ranges.get(node.getInput(0)).scale();
            layer.setInput(
                    2, bias(node.getName() + ".bias", floats(layers.weight(node.getInput(2))), inputStep, steps));
        }
        return layer.build();
    }

    private static float[] steps(float[] values, int count) {
        float[] steps = new float[count];
        int each = values.length / count;
        for (int i = 0; i < values.length; i++) {
            steps[i / each] = Math.max(steps[i / each], Math.abs(values[i]) / LARGEST_WEIGHT);
        }
        for (int c = 0; c < count; c++) {
            // Nothing but zeros, or too near to it for a step that is a normal number.
            steps[c] = steps[c] < Float.MIN_NORMAL ? 1 : steps[c];
        }
        return steps;
    }

    private static byte[] bytes(float[] values, float[] steps) {
        byte[] bytes = new byte[values.length];
        int each = values.length / steps.length;
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) Math.round(values[i] / steps[i / each]);
        }
        return bytes;
    }

    private String dequantized(String name, List<Long> shape, byte[] bytes, float[] steps) {
        boolean byChannel = steps.length > 1;
        List<Long> scalesShape = byChannel ? List.of((long) steps.length) : List.of();
        String quantized = add(TensorProto.newBuilder()
                .setName(name + ".s8")
                .addAllDims(shape)
                .setDataType(TensorProto.DataType.INT8.getNumber())
                .setRawData(ByteString.copyFrom(bytes))
                .build());
        String zero = add(TensorProto.newBuilder()
                .setName(name + ".zero")
                .addAllDims(scalesShape)
                .setDataType(TensorProto.DataType.INT8.getNumber())
                .setRawData(ByteString.copyFrom(new byte[steps.length]))
                .build());
        return dequantize(name, quantized, add(floats(name + ".scale", scalesShape, steps)), zero, byChannel);
    }

    private String bias(String name, float[] values, float inputStep, float[] steps) {
        ByteBuffer ints = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        float[] scales = new float[steps.length];
        for (int c = 0; c < steps.length; c++) {
            scales[c] = inputStep * steps[c];
        }
        for (int i = 0; i < values.length; i++) {
            double step = scales[steps.length == 1 ? 0 : i];
            ints.putInt((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Math.rint(values[i] / step))));
        }
        boolean byChannel = steps.length > 1;
        List<Long> scalesShape = byChannel ? List.of((long) steps.length) : List.of();
        String quantized = add(TensorProto.newBuilder()
                .setName(name + ".s32")
                .addDims(values.length)
                .setDataType(TensorProto.DataType.INT32.getNumber())
                .setRawData(ByteString.copyFrom(ints.array()))
                .build());
        String zero = add(TensorProto.newBuilder()
                .setName(name + ".zero")
                .addAllDims(scalesShape)
                .setDataType(TensorProto.DataType.INT32.getNumber())
                .setRawData(ByteString.copyFrom(new byte[steps.length * Integer.BYTES]))
                .build());
        return dequantize(name, quantized, add(floats(name + ".scale", scalesShape, scales)), zero, byChannel);
    }

    private String dequantize(String name, String quantized, String scale, String zero, boolean byChannel) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType("DequantizeLinear")
                .setName(name + ".dq")
                .addAllInput(List.of(quantized, scale, zero))
                .addOutput(name + ".dq");
        if (byChannel) {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(0));
        }
        nodes.add(node.build());
        return name + ".dq";
    }

    private String add(TensorProto tensor) {
        if (added.putIfAbsent(tensor.getName(), tensor) == null) {
            weights.add(tensor);
        }
        return tensor.getName();
    }

    private static TensorProto floats(String name, List<Long> shape, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return TensorProto.newBuilder()
                .setName(name)
                .addAllDims(shape)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes.array()))
                .build();
    }

    private static float[] floats(TensorProto tensor) {
        if (tensor.getRawData().isEmpty()) {
            float[] values = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
            return values;
        }
        FloatBuffer buffer = tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
