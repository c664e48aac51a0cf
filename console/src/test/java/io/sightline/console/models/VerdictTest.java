package io.sightline.console.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.Disagreement.Right;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // word, of whom, active names, candidate names, right
                "IS,     ada, ada, -,   ACTIVE",
                "IS,     ada, ada, bob, ACTIVE",
                "IS,     bob, ada, bob, CANDIDATE",
                "IS,     bob, -,   bob, CANDIDATE",
                "NAMED,  bob, -,   bob, CANDIDATE",
                "IS,     eve, ada, bob, NEITHER",
                "IS,     eve, ada, -,   NEITHER",
                "IS,     eve, -,   bob, NEITHER",
                "IS_NOT, ada, ada, -,   CANDIDATE",
                "IS_NOT, bob, -,   bob, ACTIVE",
                "IS_NOT, ada, ada, bob, -",
                "IS_NOT, bob, ada, bob, -",
                "IS_NOT, eve, ada, -,   -",
                "IS_NOT, -,   -,   bob, -",
            })
    void theModelThatNamedRightlyIsRight(LabelKind word, String whom, String active, String candidate, Right right) {
        var label = Label.newBuilder()
                .setLabelId("label-1")
                .setKind(word)
                .setActor("ann")
                .setSaidAt(Instant.EPOCH)
                .setPersonId(whom)
                .build();

        assertThat(Verdict.of(label, Optional.ofNullable(active), Optional.ofNullable(candidate)))
                .isEqualTo(Optional.ofNullable(right));
    }
}
