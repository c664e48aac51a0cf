package io.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.models.graph.Operation;
import io.sightline.models.net.Architecture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class TrainBenchTest {
    @Test
    void measuresFacenetOnMobileNetWithThirtyFacesUnlessToldOtherwise() {
        TrainSetting setting = setting();
        assertThat(setting.architecture()).isEqualTo(Architecture.FACENET_MOBILENETV1);
        assertThat(setting.batch()).isEqualTo(30);
        assertThat(setting.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(setting.people()).hasSize(30).startsWith(0, 0, 0, 1).endsWith(9, 9, 9);
        assertThat(setting.options().batches().piece()).isEqualTo(30);
    }

    @Test
    void takesNetworkBatchAndThreads() {
        assertThat(setting("--arch", "resnet18", "--batch", "33", "--threads", "1"))
                .isEqualTo(new TrainSetting(Architecture.RESNET18, 33, 1));
    }

    @Test
    void leavesDropoutOutAndEveryWeightAsItIsDrawn() {
        var graph = setting().graph();
        assertThat(graph.nodes())
                .extracting(node -> node.operation())
                .filteredOn(Operation.Dropout.class::isInstance)
                .containsExactly(new Operation.Dropout(0));
        assertThat(graph.parameters().keySet())
                .isEqualTo(Architecture.FACENET_MOBILENETV1
                        .graph(128, 1)
                        .parameters()
                        .keySet());
    }

    @Test
    void namesTheNetworkThatWasMeant() {
        assertThatThrownBy(() -> setting("--arch", "resnet-18"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("did you mean resnet18?");
    }

    @Test
    void refusesWhatCannotBeABatchOrThreadsOrRounds() {
        assertThatThrownBy(() -> setting("--batch", "31"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("a multiple of 3 from 30 to 189, got 31");
        assertThatThrownBy(() -> setting("--batch", "192")).hasMessageContaining("got 192");
        assertThatThrownBy(() -> setting("--threads", "0")).hasMessageContaining("got 0");
        assertThatThrownBy(() -> setting("--threads", "100000")).hasMessageContaining("got 100000");
        assertThatThrownBy(() -> setting("--rounds", "0")).hasMessageContaining("got 3 and 0");
    }

    @Test
    void tellsWhatTheCLibraryIsSetTo() {
        assertThat(TrainBench.malloc(Map.of("HOME", "/", "GLIBC_TUNABLES", "a=1", "MALLOC_ARENA_MAX", "1")))
                .containsExactly(Map.entry("MALLOC_ARENA_MAX", "1"), Map.entry("GLIBC_TUNABLES", "a=1"));
    }

    private static TrainSetting setting(String... arguments) {
        var bench = new TrainBench();
        new CommandLine(bench).parseArgs(arguments);
        return bench.setting();
    }
}
