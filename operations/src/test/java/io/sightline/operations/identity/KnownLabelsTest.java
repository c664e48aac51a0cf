package io.sightline.operations.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KnownLabelsTest {

    @Test
    void keysThatWereMergedResolveToTheOneThatStays() {
        KnownLabels labels = known(same("1", "anon-c", "anon-b"), same("2", "anon-b", "anon-a"));

        assertThat(labels.keyThatStays("anon-c")).isEqualTo("anon-a");
        assertThat(labels.keyThatStays("anon-a")).isEqualTo("anon-a");
        assertThat(labels.keyThatStays("anon-x")).isEqualTo("anon-x");
    }

    @Test
    void aCircleOfMergersHasAnEnd() {
        assertThat(known(same("1", "anon-a", "anon-b"), same("2", "anon-b", "anon-a"))
                        .keyThatStays("anon-a"))
                .startsWith("anon-");
    }

    @Test
    void theSameWordsUnderTheSameIdPassAndOthersAreRefused() {
        KnownLabels labels = known(named("mine", "anon-a", "person-ada"));

        assertThatCode(() -> labels.requireSameOrNew(named("mine", "anon-a", "person-ada")))
                .doesNotThrowAnyException();
        assertThatCode(() -> labels.requireSameOrNew(named("other", "anon-a", "person-bob")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> labels.requireSameOrNew(named("mine", "anon-a", "person-bob")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("The id 'mine' is taken")
                .hasMessageContaining("NAMED about anon-a");
    }

    private static KnownLabels known(Label... labels) {
        return KnownLabels.of(Arrays.stream(labels)
                .map(l -> new Entry<>(l.getLabelId() + "/0", l, 0, 0, 0))
                .toList());
    }

    private static Label same(String id, String younger, String older) {
        return label(id, LabelKind.SAME)
                .setAnonymousId(younger)
                .setOlderAnonymousId(older)
                .build();
    }

    private static Label named(String id, String anonymousId, String personId) {
        return label(id, LabelKind.NAMED)
                .setAnonymousId(anonymousId)
                .setPersonId(personId)
                .build();
    }

    private static Label.Builder label(String id, LabelKind kind) {
        return Label.newBuilder().setLabelId(id).setKind(kind).setActor("me").setSaidAt(Instant.EPOCH);
    }
}
