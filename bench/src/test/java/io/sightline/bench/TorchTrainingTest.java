package io.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.models.PythonTorch;
import io.sightline.models.graph.Parameter;
import io.sightline.models.net.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That both sides compute the same, and how a missing one says so; nothing is timed. */
class TorchTrainingTest {
    private static final int FACES = 30;

    @TempDir
    Path scratch;

    @BeforeEach
    void assumePyTorch() throws Exception {
        PythonTorch.assumeInstalled();
    }

    @Test
    void comesToTheLossesOfTheTrainerOnFacenet() throws Exception {
        assertAgreed(Architecture.FACENET_MOBILENETV1);
    }

    @Test
    void comesToTheLossesOfTheTrainerOnResNet18() throws Exception {
        assertAgreed(Architecture.RESNET18);
    }

    @Test
    void seesWhenTheOtherSideHasOtherWeights() throws Exception {
        var setting = new TrainSetting(Architecture.FACENET_MOBILENETV1, FACES, 1);
        try (var ours = new SightlineTraining(setting)) {
            Map<String, Parameter> tensors = ours.tensors();
            var gamma = tensors.get("last_bn.gamma");
            float[] other = gamma.values().clone();
            other[0] = 3;
            tensors.put(gamma.name(), new Parameter(gamma.name(), gamma.shape(), other));
            try (var theirs = TorchTraining.start(setting, tensors, scratch)) {
                assertThat(new FirstLosses(theirs.take(1).losses(), ours.take(1).losses()).agree())
                        .isFalse();
            }
        }
    }

    @Test
    void namesTheNetworksThatAreWrittenForIt() {
        var setting = new TrainSetting(Architecture.MOBILEFACENET, FACES, 1);
        assertThatThrownBy(() -> TorchTraining.start(setting, Map.of(), scratch))
                .isInstanceOf(TorchTraining.Absent.class)
                .hasMessage("not written in bench for this network; there are: facenet-mobilenetv1, resnet18, resnet50,"
                        + " resnet100");
    }

    @Test
    void aPeerThatEndsSaysWhy() throws Exception {
        try (var python = PythonPeer.start(
                PythonPeer.pythons().get(0), scratch, "train_step.py", List.of("no-such-file", "none"))) {
            assertThatThrownBy(python::hear).isInstanceOf(IOException.class).hasMessageContaining("no-such-file");
        }
    }

    private void assertAgreed(Architecture architecture) throws Exception {
        var setting = new TrainSetting(architecture, FACES, 1);
        try (var ours = new SightlineTraining(setting);
                var theirs = TorchTraining.start(setting, ours.tensors(), scratch)) {
            TrainingSide.Steps there = theirs.take(2);
            var losses = new FirstLosses(there.losses(), ours.take(2).losses());
            assertThat(losses.agree()).as(losses.toString()).isTrue();
            assertThat(there.ms()).hasSize(2).doesNotContain(0);
        }
    }
}
