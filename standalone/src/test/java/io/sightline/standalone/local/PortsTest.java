package io.sightline.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.core.UserError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aPortInUseIsToldWithWhatToDo() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(Ports.isFree(port)).isFalse();
            assertThatThrownBy(() -> Ports.requireFree(port, "Kafka", "--kafka-port"))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("Port " + port + ", meant for Kafka, is in use")
                    .hasMessageContaining("--kafka-port");
        }
    }

    @Test
    void aFreePortIsFree() {
        assertThat(Ports.isFree(Ports.free())).isTrue();
    }

    @Test
    void theHolderIsNamedWhereLinuxTells() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "/proc/net/tcp is not readable here");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.holder(taken.getLocalPort())).hasValueSatisfying(h -> assertThat(h)
                    .startsWith("process " + ProcessHandle.current().pid() + " ("));
        }
    }
}
