package io.sightline.models.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Writes a graph as ONNX (opset 17, https://onnx.ai/onnx/operators/). Batch, and sizes that are {@link Value#ANY}, are
 * dynamic. The same graph gives the same bytes.
 */
public final class OnnxExport implements Operation.Visitor<NodeProto.Builder> {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    private final GraphProto.Builder onnx = GraphProto.newBuilder().setName("network");
    private Node current;

    private OnnxExport() {}

    public static byte[] of(NetworkGraph graph) {
        return new OnnxExport().model(graph).toByteArray();
    }

    /** The same bytes, without holding them all at once; the stream stays open. */
    public static void write(NetworkGraph graph, OutputStream out) throws IOException {
        new OnnxExport().model(graph).writeTo(out);
    }

    private ModelProto model(NetworkGraph graph) {
        onnx.addInput(tensorType(graph.input().name(), graph.input(), true));
        for (Node node : graph.nodes()) {
            current = node;
            NodeProto.Builder written = node.operation().accept(this);
            // Activations come first, weights behind them: so every ONNX operation wants it.
            List<String> weights = List.copyOf(written.getInputList());
            written.clearInput();
            node.inputs().forEach(input -> written.addInput(input.name()));
            written.addAllInput(weights);
            onnx.addNode(written.setName(node.output().name())
                    .addOutput(node.output().name()));
        }
        for (Map.Entry<String, Value> output : graph.outputs()) {
            onnx.addNode(NodeProto.newBuilder()
                    .setOpType("Identity")
                    .setName("output_" + output.getKey())
                    .addInput(output.getValue().name())
                    .addOutput(output.getKey()));
            onnx.addOutput(tensorType(output.getKey(), output.getValue(), false));
        }
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("sightline")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(onnx)
                .build();
    }

    @Override
    public NodeProto.Builder conv(Operation.Conv op) {
        NodeProto.Builder conv = operator("Conv").addInput(store(op.weight()));
        op.bias().ifPresent(bias -> conv.addInput(store(bias)));
        return conv.addAttribute(integers(
                        "kernel_shape", op.weight().size(2), op.weight().size(3)))
                .addAttribute(integers("strides", op.stride(), op.stride()))
                .addAttribute(pads(op.padding()))
                .addAttribute(integer("group", op.groups()));
    }

    @Override
    public NodeProto.Builder linear(Operation.Linear op) {
        NodeProto.Builder gemm = operator("Gemm").addInput(store(op.weight()));
        op.bias().ifPresent(bias -> gemm.addInput(store(bias)));
        return gemm.addAttribute(integer("transB", 1));
    }

    @Override
    public NodeProto.Builder batchNorm(Operation.BatchNorm op) {
        return operator("BatchNormalization")
                .addInput(store(op.gamma()))
                .addInput(store(op.beta()))
                .addInput(store(op.mean()))
                .addInput(store(op.variance()))
                .addAttribute(real("epsilon", op.epsilon()));
    }

    @Override
    public NodeProto.Builder dropout(Operation.Dropout op) {
        return operator("Identity");
    }

    @Override
    public NodeProto.Builder prelu(Operation.PRelu op) {
        int channels = op.slope().size(0);
        boolean map = current.inputs().get(0).isMap();
        return operator("PRelu").addInput(store(op.slope(), map ? List.of(channels, 1, 1) : List.of(channels)));
    }

    @Override
    public NodeProto.Builder relu(Operation.Relu op) {
        return operator("Relu");
    }

    @Override
    public NodeProto.Builder clip(Operation.Clip op) {
        return operator("Clip").addInput(constant("low", op.low())).addInput(constant("high", op.high()));
    }

    @Override
    public NodeProto.Builder hardSigmoid(Operation.HardSigmoid op) {
        return operator("HardSigmoid").addAttribute(real("alpha", 1 / 6f)).addAttribute(real("beta", 0.5f));
    }

    @Override
    public NodeProto.Builder hardSwish(Operation.HardSwish op) {
        return operator("HardSwish");
    }

    @Override
    public NodeProto.Builder sigmoid(Operation.Sigmoid op) {
        return operator("Sigmoid");
    }

    @Override
    public NodeProto.Builder maxPool(Operation.MaxPool op) {
        NodeProto.Builder pool = operator("MaxPool")
                .addAttribute(integers("kernel_shape", op.size(), op.size()))
                .addAttribute(integers("strides", op.stride(), op.stride()))
                .addAttribute(integer("ceil_mode", op.ceil() ? 1 : 0));
        return op.padding().equals(Padding.NONE) ? pool : pool.addAttribute(pads(op.padding()));
    }

    @Override
    public NodeProto.Builder averagePool(Operation.AveragePool op) {
        return operator("AveragePool")
                .addAttribute(integers("kernel_shape", op.size(), op.size()))
                .addAttribute(integers("strides", op.stride(), op.stride()));
    }

    @Override
    public NodeProto.Builder globalAverage(Operation.GlobalAverage op) {
        return operator("ReduceMean")
                .addAttribute(integers("axes", 2, 3))
                .addAttribute(integer("keepdims", op.flat() ? 0 : 1));
    }

    @Override
    public NodeProto.Builder zeroPad(Operation.ZeroPad op) {
        String name = current.output().name() + ".pads";
        onnx.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(8)
                .addAllInt64Data(
                        List.of(0L, 0L, 0L, 0L, 0L, (long) op.channels(), (long) op.rows(), (long) op.columns())));
        return operator("Pad").addInput(name);
    }

    @Override
    public NodeProto.Builder flatten(Operation.Flatten op) {
        return operator("Flatten").addAttribute(integer("axis", 1));
    }

    @Override
    public NodeProto.Builder add(Operation.Add op) {
        return operator("Add");
    }

    @Override
    public NodeProto.Builder multiply(Operation.Multiply op) {
        return operator("Mul");
    }

    @Override
    public NodeProto.Builder scale(Operation.Scale op) {
        return operator("Mul").addInput(constant("factor", op.factor()));
    }

    @Override
    public NodeProto.Builder concat(Operation.Concat op) {
        return operator("Concat").addAttribute(integer("axis", 1));
    }

    /** A number that belongs to the structure, without a shape. */
    private String constant(String name, float value) {
        String full = current.output().name() + "." + name;
        onnx.addInitializer(TensorProto.newBuilder()
                .setName(full)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addFloatData(value));
        return full;
    }

    private String store(Parameter parameter) {
        return store(parameter, parameter.shape());
    }

    private String store(Parameter parameter, List<Integer> shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(parameter.name())
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(UnsafeByteOperations.unsafeWrap(littleEndian(parameter.values())));
        shape.forEach(tensor::addDims);
        onnx.addInitializer(tensor);
        return parameter.name();
    }

    static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static NodeProto.Builder operator(String type) {
        return NodeProto.newBuilder().setOpType(type);
    }

    private static AttributeProto integer(String name, int value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    private static AttributeProto pads(Padding pad) {
        return integers("pads", pad.top(), pad.left(), pad.bottom(), pad.right());
    }

    private static AttributeProto integers(String name, int... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (int value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    /** Dynamic sizes of an input have names; those of an output may differ from them and stay open. */
    private static ValueInfoProto tensorType(String name, Value value, boolean named) {
        String[] axes = {"channels", "height", "width"};
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        for (int i = 0; i < value.dims().size(); i++) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            if (value.dims().get(i) != Value.ANY) {
                dimension.setDimValue(value.dims().get(i));
            } else if (named) {
                dimension.setDimParam(axes[i]);
            }
            shape.addDim(dimension);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
