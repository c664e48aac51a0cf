package io.sightline.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.AuditEntry;
import io.sightline.schemas.avro.AuditRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatestDeedsTest {
    private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");

    private static Instant second(int n) {
        return START.plusSeconds(n);
    }

    private static AuditRecord deed(int second, String id, String failure) {
        return new AuditRecord(id, "anna", "add-user", id, second(second), "127.0.0.1", Map.of(), failure);
    }

    private static LatestDeeds of(int most, Optional<Instant> before, AuditRecord... records) {
        var latest = new LatestDeeds(most, before);
        List.of(records).forEach(latest::learn);
        return latest;
    }

    private static List<String> subjects(LatestDeeds latest) {
        return latest.entries().stream().map(AuditEntry::subject).toList();
    }

    @Test
    void keepsTheLatestWhateverOrderTheyComeIn() {
        assertThat(subjects(of(
                        2,
                        Optional.empty(),
                        deed(5, "e", null),
                        deed(1, "a", null),
                        deed(9, "i", null),
                        deed(3, "c", null))))
                .containsExactly("i", "e");
    }

    @Test
    void keepsWhatWasBefore() {
        assertThat(subjects(of(
                        2,
                        Optional.of(second(5)),
                        deed(1, "a", null),
                        deed(2, "b", null),
                        deed(4, "d", null),
                        deed(5, "e", null),
                        deed(6, "f", null))))
                .containsExactly("d", "b");
    }

    @Test
    void doesNotTearApartWhatIsOfTheSameMoment() {
        assertThat(subjects(of(
                        2,
                        Optional.empty(),
                        deed(1, "a", null),
                        deed(2, "b", null),
                        deed(2, "c", null),
                        deed(3, "d", null))))
                .containsExactly("d", "b", "c");
    }

    @Test
    void saysWhatFailedAndForgetsTheFailuresOfWhatItForgot() {
        LatestDeeds latest = of(
                1,
                Optional.empty(),
                deed(1, "a", null),
                deed(2, "b", null),
                deed(1, "a", "too late to matter"),
                deed(2, "b", "the last admin"));

        assertThat(latest.entries()).hasSize(1);
        assertThat(latest.entries().get(0).failure()).contains("the last admin");
    }

    @Test
    void knowsWhetherThereCanBeMoreOfThem() {
        LatestDeeds two = of(2, Optional.empty(), deed(4, "d", null), deed(5, "e", null));

        assertThat(two.isFullSince(second(4))).isTrue();
        assertThat(two.isFullSince(second(5)))
                .as("something at 4 may have been missed")
                .isFalse();
        assertThat(of(2, Optional.empty(), deed(5, "e", null)).isFullSince(second(1)))
                .isFalse();
    }
}
