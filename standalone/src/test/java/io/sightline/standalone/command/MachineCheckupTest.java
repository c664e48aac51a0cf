package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineCheckupTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void findsTheLineWithTheVersion() {
        assertThat(MachineCheckup.versionLine(List.of("printf", "Welcome\nApache Maven 3.8.7 (x)\nJava\n"), LIMIT))
                .contains("Apache Maven 3.8.7 (x)");
    }

    @Test
    void aToolThatIsNotThereHasNone() {
        assertThat(MachineCheckup.versionLine(List.of("no-such-tool-here"), LIMIT))
                .isEmpty();
    }

    @Test
    void aToolThatHangsDoesNotHangTheDoctor() {
        // Its own child holds the output open after the tool itself is gone.
        List<String> hanging = List.of("sh", "-c", "sleep 60 & sleep 60");

        Optional<String> said = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> MachineCheckup.versionLine(hanging, Duration.ofMillis(300)));

        assertThat(said).contains("no answer");
    }
}
