package io.sightline.models.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which layers of an ONNX graph 8 bits are for, and which tensors between them have to be given a range: convolutions,
 * linear layers, and sums of two tensors. Everything else stays in float32.
 */
final class QuantizableGraph {
    private final Map<String, TensorProto> weights = new HashMap<>();
    private final Map<String, List<NodeProto>> readers = new HashMap<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private final Set<String> ranged = new LinkedHashSet<>();
    private final Set<NodeProto> layers = new LinkedHashSet<>();
    private final boolean quantized;

    QuantizableGraph(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> weights.put(tensor.getName(), tensor));
        graph.getOutputList().forEach(output -> outputs.add(output.getName()));
        for (NodeProto node : graph.getNodeList()) {
            node.getInputList().forEach(input -> readers.computeIfAbsent(input, name -> new ArrayList<>())
                    .add(node));
        }
        for (NodeProto node : graph.getNodeList()) {
            if (isConvolution(node) || isLinear(node) || isSum(node)) {
                layers.add(node);
                node.getInputList().stream()
                        .filter(input -> !weights.containsKey(input))
                        .forEach(ranged::add);
                if (!isLinear(node)) {
                    ranged.add(resultOf(node));
                }
            }
        }
        ranged.removeAll(outputs);
        quantized =
                graph.getNodeList().stream().anyMatch(node -> node.getOpType().equals("QuantizeLinear"));
    }

    /** Whether somebody has quantised it before. */
    boolean isQuantized() {
        return quantized;
    }

    boolean isLayer(NodeProto node) {
        return layers.contains(node);
    }

    /** Names of the tensors that are to be measured, in graph order. */
    Set<String> ranged() {
        return ranged;
    }

    TensorProto weight(String name) {
        return weights.get(name);
    }

    private boolean isConvolution(NodeProto node) {
        return node.getOpType().equals("Conv") && hasWeight(node);
    }

    /** Only in the form in which weights are {@code [out, in]}, as our export has it. */
    private boolean isLinear(NodeProto node) {
        return node.getOpType().equals("Gemm")
                && hasWeight(node)
                && attribute(node, "transB", 0) == 1
                && attribute(node, "transA", 0) == 0
                && real(node, "alpha") == 1
                && real(node, "beta") == 1;
    }

    private boolean isSum(NodeProto node) {
        return node.getOpType().equals("Add") && node.getInputList().stream().noneMatch(weights::containsKey);
    }

    private boolean hasWeight(NodeProto node) {
        return weights.containsKey(node.getInput(1))
                && (node.getInputCount() < 3 || weights.containsKey(node.getInput(2)));
    }

    /**
     * Where a layer's range is measured: behind the ReLU that alone reads it, since the runtime makes one operation of
     * both, and cuts by the range.
     */
    private String resultOf(NodeProto node) {
        String result = node.getOutput(0);
        List<NodeProto> next = readers.getOrDefault(result, List.of());
        if (next.size() == 1 && !outputs.contains(result)) {
            String type = next.get(0).getOpType();
            if (type.equals("Relu") || type.equals("Clip")) {
                return next.get(0).getOutput(0);
            }
        }
        return result;
    }

    private static long attribute(NodeProto node, String name, long otherwise) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .map(AttributeProto::getI)
                .orElse(otherwise);
    }

    private static float real(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .map(AttributeProto::getF)
                .orElse(1f);
    }
}
