package io.sightline.models.graph;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a graph as TorchScript, the form that {@code torch.jit.load} reads: a zip, stored, with the module's source,
 * its attributes as a pickle, and one file of raw floats for each weight
 * (https://github.com/pytorch/pytorch/blob/v2.0.1/torch/csrc/jit/docs/serialization.md). {@code forward} takes one
 * tensor and returns one, or a tuple when the graph has several outputs. The same graph gives the same bytes.
 */
public final class TorchScriptExport implements Operation.Visitor<String> {
    private static final String FORMAT_VERSION = "3\n";
    /** The earliest a zip can hold. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Node current;

    private TorchScriptExport() {}

    public static byte[] of(NetworkGraph graph) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(graph, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory refused a write", e);
        }
        return bytes.toByteArray();
    }

    /** The same bytes, without holding them all at once; the stream stays open. */
    public static void write(NetworkGraph graph, OutputStream out) throws IOException {
        List<Parameter> parameters = List.copyOf(graph.parameters().values());
        ZipOutputStream zip = new ZipOutputStream(out);
        store(zip, "network/data.pkl", TorchPickle.module("Network", parameters));
        store(zip, "network/code/__torch__.py", utf8(new TorchScriptExport().source(graph, parameters)));
        store(zip, "network/constants.pkl", TorchPickle.emptyTuple());
        store(zip, "network/version", utf8(FORMAT_VERSION));
        for (int i = 0; i < parameters.size(); i++) {
            store(
                    zip,
                    "network/data/" + i,
                    OnnxExport.littleEndian(parameters.get(i).values()));
        }
        zip.finish();
    }

    /** How a weight is called in the module: dots separate modules in Python. */
    static String attribute(Parameter parameter) {
        return parameter.name().replace('.', '_');
    }

    private String source(NetworkGraph graph, List<Parameter> parameters) {
        StringBuilder python = new StringBuilder("class Network(Module):\n");
        python.append("  __parameters__ = [")
                .append(parameters.stream()
                        .map(p -> "\"" + attribute(p) + "\", ")
                        .collect(Collectors.joining()))
                .append("]\n  __buffers__ = []\n");
        parameters.forEach(p -> python.append("  ").append(attribute(p)).append(" : Tensor\n"));
        python.append("  training : bool\n");
        boolean several = graph.outputs().size() > 1;
        String type = graph.outputs().stream().map(output -> "Tensor").collect(Collectors.joining(", "));
        python.append("  def forward(self: __torch__.Network,\n    input: Tensor) -> ")
                .append(several ? "Tuple[" + type + "]" : type)
                .append(":\n");
        for (Node node : graph.nodes()) {
            current = node;
            python.append("    %s = %s\n"
                    .formatted(node.output().name(), node.operation().accept(this)));
        }
        String results = graph.outputs().stream()
                .map(Map.Entry::getValue)
                .map(Value::name)
                .collect(Collectors.joining(", "));
        return python.append("    return ")
                .append(several ? "(" + results + ")" : results)
                .append("\n")
                .toString();
    }

    @Override
    public String conv(Operation.Conv op) {
        Padding pad = op.padding();
        String x = x();
        String sides = "[%d, %d]".formatted(pad.top(), pad.left());
        if (!pad.isEven()) {
            x = "torch.constant_pad_nd(%s, [%d, %d, %d, %d], 0)"
                    .formatted(x, pad.left(), pad.right(), pad.top(), pad.bottom());
            sides = "[0, 0]";
        }
        return "torch.conv2d(%s, %s, %s, %s, %s, [1, 1], %d)"
                .formatted(x, self(op.weight()), bias(op.bias()), square(op.stride()), sides, op.groups());
    }

    @Override
    public String linear(Operation.Linear op) {
        return "torch.linear(%s, %s, %s)".formatted(x(), self(op.weight()), bias(op.bias()));
    }

    @Override
    public String batchNorm(Operation.BatchNorm op) {
        return "torch.batch_norm(%s, %s, %s, %s, %s, False, %s, %s, False)"
                .formatted(
                        x(),
                        self(op.gamma()),
                        self(op.beta()),
                        self(op.mean()),
                        self(op.variance()),
                        op.momentum(),
                        op.epsilon());
    }

    @Override
    public String dropout(Operation.Dropout op) {
        return x();
    }

    @Override
    public String prelu(Operation.PRelu op) {
        return "torch.prelu(%s, %s)".formatted(x(), self(op.slope()));
    }

    @Override
    public String relu(Operation.Relu op) {
        return "torch.relu(%s)".formatted(x());
    }

    @Override
    public String clip(Operation.Clip op) {
        return "torch.clamp(%s, %s, %s)".formatted(x(), op.low(), op.high());
    }

    @Override
    public String hardSigmoid(Operation.HardSigmoid op) {
        return "torch.hardsigmoid(%s)".formatted(x());
    }

    @Override
    public String hardSwish(Operation.HardSwish op) {
        return "torch.hardswish(%s)".formatted(x());
    }

    @Override
    public String sigmoid(Operation.Sigmoid op) {
        return "torch.sigmoid(%s)".formatted(x());
    }

    @Override
    public String maxPool(Operation.MaxPool op) {
        return "torch.max_pool2d(%s, %s, %s, [%d, %d], [1, 1], %s)"
                .formatted(
                        x(),
                        square(op.size()),
                        square(op.stride()),
                        op.padding().top(),
                        op.padding().left(),
                        op.ceil() ? "True" : "False");
    }

    @Override
    public String averagePool(Operation.AveragePool op) {
        return "torch.avg_pool2d(%s, %s, %s, [0, 0], False, True, None)"
                .formatted(x(), square(op.size()), square(op.stride()));
    }

    @Override
    public String globalAverage(Operation.GlobalAverage op) {
        return (op.flat() ? "torch.mean(%s, [2, 3])" : "torch.mean(%s, [2, 3], True)").formatted(x());
    }

    @Override
    public String zeroPad(Operation.ZeroPad op) {
        return "torch.constant_pad_nd(%s, [0, %d, 0, %d, 0, %d], 0)"
                .formatted(x(), op.columns(), op.rows(), op.channels());
    }

    @Override
    public String flatten(Operation.Flatten op) {
        return "torch.flatten(%s, 1)".formatted(x());
    }

    @Override
    public String add(Operation.Add op) {
        return "torch.add(%s)".formatted(inputs());
    }

    @Override
    public String multiply(Operation.Multiply op) {
        return "torch.mul(%s)".formatted(inputs());
    }

    @Override
    public String scale(Operation.Scale op) {
        return "torch.mul(%s, %s)".formatted(x(), op.factor());
    }

    @Override
    public String concat(Operation.Concat op) {
        return "torch.cat([%s], 1)".formatted(inputs());
    }

    private String inputs() {
        return current.inputs().stream().map(Value::name).collect(Collectors.joining(", "));
    }

    private String x() {
        return current.inputs().get(0).name();
    }

    private static String bias(Optional<Parameter> bias) {
        return bias.map(TorchScriptExport::self).orElse("None");
    }

    private static String self(Parameter parameter) {
        return "self." + attribute(parameter);
    }

    private static String square(int size) {
        return "[%d, %d]".formatted(size, size);
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
