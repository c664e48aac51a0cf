package io.sightline.console.cameras;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.CameraView;
import io.sightline.console.api.CameraView.HealthPart;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.CameraHealth;
import io.sightline.schemas.avro.CameraSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CameraBookTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final CameraBook book = new CameraBook(() -> NOW);

    CameraBookTest() {
        var lobby = CameraSettings.newBuilder()
                .setCameraId("lobby")
                .setSource("rtsp://host/path")
                .build();
        book.learnSettings(new Entry<>("lobby", lobby, 0, 0, 0));
    }

    private void tell(Duration fromAgo, Duration toAgo, double upShare, boolean isUp) {
        Instant from = NOW.minus(fromAgo);
        Instant to = NOW.minus(toAgo);
        var record = CameraHealth.newBuilder()
                .setCameraId("lobby")
                .setFrom(from)
                .setAt(to)
                .setUpMillis((long) (upShare * Duration.between(from, to).toMillis()))
                .setPictures(0)
                .setDropped(0)
                .setUp(isUp)
                .setFault(isUp ? null : "nothing listens there")
                .build();
        book.learnHealth(new Entry<>("lobby", record, 0, 0, 0));
    }

    private CameraView lobby() {
        return book.find("lobby").orElseThrow();
    }

    private Optional<Double> lastPart() {
        List<HealthPart> parts = lobby().health();
        return parts.get(parts.size() - 1).upShare();
    }

    @Test
    void aCameraOfWhichNothingWasHeardHasNoStateAndNoHealth() {
        assertThat(lobby().state()).isEmpty();
        assertThat(lobby().health()).hasSize(48).allMatch(p -> p.upShare().isEmpty());
    }

    @Test
    void aCameraThatCameUpAMomentAgoDelivers() {
        // The first record ends when it comes up: of its span it delivered nothing.
        tell(Duration.ofMillis(30_050), Duration.ofSeconds(30), 0, true);

        assertThat(lobby().state()).hasValueSatisfying(s -> assertThat(s.up()).isTrue());
        assertThat(lastPart()).hasValueSatisfying(share -> assertThat(share).isGreaterThan(0.99));
    }

    @Test
    void aPartOfTheDayTellsHowMuchOfItTheCameraDelivered() {
        tell(Duration.ofMinutes(20), Duration.ofMinutes(11), 1, true);
        tell(Duration.ofMinutes(11), Duration.ofMinutes(2), 0, false);

        assertThat(lastPart()).hasValueSatisfying(share -> assertThat(share).isBetween(0.4, 0.5));
    }

    @Test
    void whatIsOlderThanTwoMinutesSaysNothingOfNow() {
        tell(Duration.ofMinutes(4), Duration.ofMinutes(3), 1, true);

        assertThat(lobby().state()).isEmpty();
    }

    @Test
    void aCameraThatIsRemovedIsForgotten() {
        book.learnSettings(new Entry<>("lobby", null, 0, 1, 0));

        assertThat(book.find("lobby")).isEmpty();
        assertThat(book.all()).isEmpty();
    }
}
