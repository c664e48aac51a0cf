package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.sightline.core.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingDevicesTest {
    @Test
    void autoTakesEveryGpuAndElseTheCpu() {
        assertThat(TrainingDevices.AUTO.among(0)).containsExactly(Device.cpu());
        assertThat(TrainingDevices.AUTO.among(1)).containsExactly(Device.gpu(0));
        assertThat(TrainingDevices.AUTO.among(3)).containsExactly(Device.gpu(0), Device.gpu(1), Device.gpu(2));
    }

    @Test
    void namedDevicesAreTakenInTheirOrder() {
        assertThat(TrainingDevices.parse("cpu").among(2)).containsExactly(Device.cpu());
        assertThat(TrainingDevices.parse("gpu:1").among(2)).containsExactly(Device.gpu(1));
        assertThat(TrainingDevices.parse("gpu:2,gpu:0").among(3)).containsExactly(Device.gpu(2), Device.gpu(0));
        assertThat(TrainingDevices.parse("gpu:2,gpu:0")).hasToString("gpu:2,gpu:0");
    }

    @Test
    void aGpuThatIsNotThereIsRefusedWithWhatThereIs() {
        TrainingDevices devices = TrainingDevices.parse("gpu:0,gpu:2");

        assertThatThrownBy(() -> devices.among(0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("device is gpu:0,gpu:2")
                .hasMessageContaining("no GPU")
                .hasMessageContaining("auto or cpu");
        assertThatThrownBy(() -> devices.among(1)).hasMessageContaining("one GPU, gpu:0,");
        assertThatThrownBy(() -> devices.among(2)).hasMessageContaining("2 GPUs, gpu:0 to gpu:1,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda:0", "gpu", "gpu:", "gpu:-1", "gpu:0,", "", "gpu:0, gpu:1", "tpu:0"})
    void anotherNameIsRefusedWithWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> TrainingDevices.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("gpu:0,gpu:1")
                .hasMessageContaining("cuda:0 is gpu:0");
    }

    @Test
    void aGpuNamedTwiceIsRefused() {
        assertThatThrownBy(() -> TrainingDevices.parse("gpu:1,gpu:0,gpu:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names gpu:1 twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto,gpu:0", "cpu,gpu:0", "cpu,cpu"})
    void onlyGpusComputeTogether(String text) {
        assertThatThrownBy(() -> TrainingDevices.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only GPUs compute together");
    }
}
