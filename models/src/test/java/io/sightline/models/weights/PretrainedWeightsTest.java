package io.sightline.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Parameter;
import io.sightline.models.net.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PretrainedWeightsTest {
    private final NetworkGraph graph = Architecture.FACENET_MOBILENETV1.graph(16, 1);
    private final Map<String, Parameter> file = new LinkedHashMap<>();

    /** The graph's own names as PyTorch would call them, with other numbers. */
    @BeforeEach
    void fillFile() {
        graph.parameters().forEach((name, parameter) -> {
            int dot = name.indexOf('.');
            String module = name.substring(0, dot).replaceAll("_(\\d)", ".$1");
            String tensor =
                    switch (name.substring(dot + 1)) {
                        case "gamma" -> "weight";
                        case "beta" -> "bias";
                        case "mean" -> "running_mean";
                        case "variance" -> "running_var";
                        default -> name.substring(dot + 1);
                    };
            put((module.startsWith("stage") ? "backbone.model." : "") + module + "." + tensor, parameter.shape());
        });
    }

    @Test
    void everyTensorFindsItsPlaceByItsModule() {
        put("backbone.model.stage1.0.1.num_batches_tracked", List.of());
        put("classifier.weight", List.of(5, 16));

        PretrainedWeights found = PretrainedWeights.whole(graph, file, NameMapping.FACENET);

        assertThat(found.fresh()).isEmpty();
        assertThat(found.leftOut())
                .containsExactly("backbone.model.stage1.0.1.num_batches_tracked", "classifier.weight");
        assertThat(file).containsKeys("backbone.model.stage2.3.4.running_var", "last_bn.weight");
        assertThat(found.graph().parameters().get("stage2_3_4.variance").values())
                .isEqualTo(file.get("backbone.model.stage2.3.4.running_var").values());
        assertThat(found.graph().parameters().get("last_bn.gamma").values())
                .isEqualTo(file.get("last_bn.weight").values());
    }

    @Test
    void aModelThatWasTrainedOnSeveralGpusHasOneMorePrefix() {
        Map<String, Parameter> parallel = new LinkedHashMap<>();
        file.forEach((name, parameter) -> parallel.put("module." + name, parameter));

        assertThat(PretrainedWeights.whole(graph, parallel, NameMapping.FACENET).graph())
                .isEqualTo(PretrainedWeights.whole(graph, file, NameMapping.FACENET)
                        .graph());
    }

    @Test
    void whatIsMissingUnexpectedOrMisshapedIsListedTogether() {
        file.remove("Bottleneck.weight");
        put("neck.weight", List.of(16, 1024));
        put("last_bn.bias", List.of(17));

        assertThatThrownBy(() -> PretrainedWeights.whole(graph, file, NameMapping.FACENET))
                .isInstanceOf(UserError.class)
                .hasMessage("The weights do not fit the network. missing: 'Bottleneck.weight';"
                        + " unexpected: 'neck.weight'; of another shape: 'last_bn.bias [17], expected [16]'");
    }

    @Test
    void twoNamesForOnePlaceAreRefused() {
        put("stage2.3.4.running_var", List.of(512));

        assertThatThrownBy(() -> PretrainedWeights.whole(graph, file, NameMapping.FACENET))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("stage2.3.4.running_var both are stage2_3_4.variance");
    }

    @Test
    void aBackboneLeavesTheHeadAsItWasDrawn() {
        file.keySet().removeIf(name -> !name.startsWith("backbone"));
        put("classifier.weight", List.of(1000, 1024));

        PretrainedWeights found = PretrainedWeights.backbone(graph, file, NameMapping.FACENET);

        assertThat(found.fresh())
                .containsExactly(
                        "Bottleneck.weight", "last_bn.gamma", "last_bn.beta", "last_bn.mean", "last_bn.variance");
        assertThat(found.graph().parameters().get("Bottleneck.weight"))
                .isEqualTo(graph.parameters().get("Bottleneck.weight"));
    }

    @Test
    void aBackboneWithAHoleIsRefused() {
        file.keySet().removeIf(name -> !name.startsWith("backbone"));
        file.remove("backbone.model.stage2.0.0.weight");

        assertThatThrownBy(() -> PretrainedWeights.backbone(graph, file, NameMapping.FACENET))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("missing: 'stage2_0_0.weight'");
    }

    @Test
    void aFileOfAnotherNetworkIsRefused() {
        List<String> names = new ArrayList<>(file.keySet());
        names.forEach(name -> file.put("other." + name, file.remove(name)));

        assertThatThrownBy(() -> PretrainedWeights.backbone(graph, file, NameMapping.FACENET))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("more has a place in it");
    }

    private void put(String name, List<Integer> shape) {
        float[] values = new float[shape.stream().reduce(1, Math::multiplyExact)];
        Arrays.fill(values, 1 + file.size());
        file.put(name, new Parameter(name, shape, values));
    }
}
