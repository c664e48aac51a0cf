package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("full")
class BrokerRestartIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aBrokerThatGoesAwayIsToldOfAndNothingIsLostOrRepeatedWhenItIsBack() throws Exception {
        Diary diary = new Diary();
        try (BrokerFixture kafka = BrokerFixture.start(folder.resolve("kafka"))) {
            kafka.createTopic("", 3);
            IdentityEventsBuilder described = IdentityEvents.reading(kafka.settings())
                    .marks(Marks.inFile(folder.resolve("marks")))
                    .clock(new HandClock(NOON));
            try (RunningReader reader = RunningReader.of(described, diary)) {
                kafka.produce("", Events.identified("lobby", 1, NOON));
                reader.awaitEvents(1);

                kafka.broker.stop();
                reader.await("it says that the broker is away", () -> diary.notes.contains("away BROKER"));
                assertThat(reader.events().isReady()).isFalse();
                assertThat(reader.events().away()).containsOnlyKeys(Dependency.BROKER);

                kafka.broker.start();
                reader.await("it says that the broker is back", () -> diary.notes.contains("back BROKER"));
                kafka.produce("", Events.identified("lobby", 2, NOON));
                reader.awaitEvents(2);
                assertThat(reader.events().isReady()).isTrue();
            }
        }

        assertThat(diary.sequences()).containsExactly(1L, 2L);
        assertThat(diary.refusals).isEmpty();
        assertThat(diary.gaps).isEmpty();
        assertThat(diary.notes).containsExactly("ready", "away BROKER", "back BROKER");
    }
}
