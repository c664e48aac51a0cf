package io.sightline.models.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.Engines;
import io.sightline.models.PythonTorch;
import io.sightline.models.RawFloats;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.OnnxExport;
import io.sightline.models.graph.Parameter;
import io.sightline.models.net.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What torchvision itself saves becomes a backbone that computes the same: {@code src/test/python/torchvision_net.py}. */
final class TorchvisionWeightsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void assumeTorchvision() throws Exception {
        PythonTorch.assumeInstalled("torchvision", "python3-torchvision");
    }

    @Test
    void resNet18ComputesWhatTorchvisionsDoes() throws Exception {
        List<String> leftOut = agrees("resnet18", Architecture.RESNET18);

        assertThat(leftOut).filteredOn(name -> !name.endsWith("tracked")).containsExactly("fc.weight", "fc.bias");
    }

    @Test
    void mobileNetV3ComputesWhatTorchvisionsLargeOneDoes() throws Exception {
        List<String> leftOut = agrees("mobilenet_v3_large", Architecture.MOBILENETV3);

        assertThat(leftOut)
                .filteredOn(name -> !name.endsWith("tracked"))
                .containsExactly("classifier.3.weight", "classifier.3.bias");
    }

    /** @return the file's tensors that have no place */
    private List<String> agrees(String name, Architecture architecture) throws Exception {
        int size = architecture.input().width();
        PythonTorch.run("torchvision_net.py", folder, name, size);
        Map<String, Parameter> file = WeightFile.read(folder.resolve(name + ".pth"));

        PretrainedWeights found = PretrainedWeights.backbone(architecture.graph(16, 1), file, NameMapping.TORCHVISION);

        assertThat(found.fresh()).isNotEmpty().allMatch(weight -> weight.startsWith("head_"));
        Path onnx = Files.write(
                folder.resolve("pooled.onnx"),
                OnnxExport.of(headless(found.graph()).folded()));
        float[] pictures = RawFloats.read(folder.resolve("input.bin"));
        float[] pooled = RawFloats.read(folder.resolve("pooled.bin"));
        float[] ours = Engines.onnx(onnx, pictures, 2, 3, size, size).get(0);
        assertThat(pooled).as("not all alike").satisfies(values -> assertThat(values[0])
                .isNotEqualTo(values[1]));
        assertThat(RawFloats.relativeDifference(pooled, ours)).isLessThan(1e-4);
        return found.leftOut();
    }

    /** Up to what goes into the head. */
    private static NetworkGraph headless(NetworkGraph graph) {
        List<Node> nodes = graph.nodes();
        int head = 0;
        while (!nodes.get(head).output().name().startsWith("head_")) {
            head++;
        }
        return new NetworkGraph(
                graph.input(),
                nodes.subList(0, head),
                List.of(Map.entry("pooled", nodes.get(head).inputs().get(0))));
    }
}
