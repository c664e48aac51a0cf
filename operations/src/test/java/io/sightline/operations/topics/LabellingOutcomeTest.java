package io.sightline.operations.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabellingOutcomeTest {

    @Test
    void onePartitionThatAppliedItIsEnough() {
        Labelling.Outcome outcome =
                outcome(3, LabelOutcome.NOTHING_HERE, LabelOutcome.APPLIED, LabelOutcome.NOTHING_HERE);

        assertThat(outcome.isComplete()).isTrue();
        assertThat(outcome.verdict()).isEqualTo(LabelOutcome.APPLIED);
        assertThat(outcome.events()).isEqualTo(6);
    }

    @Test
    void whatOnePartitionSaysOutweighsThatOthersHaveNothing() {
        for (LabelOutcome said : List.of(
                LabelOutcome.UNKNOWN_EVENT, LabelOutcome.ALREADY, LabelOutcome.NOT_SAID, LabelOutcome.PERSON_ERASED)) {
            assertThat(outcome(2, LabelOutcome.NOTHING_HERE, said).verdict()).isEqualTo(said);
        }
    }

    @Test
    void aFailureIsNotHiddenByWhatWorkedElsewhere() {
        assertThat(outcome(2, LabelOutcome.APPLIED, LabelOutcome.FAILED).verdict())
                .isEqualTo(LabelOutcome.FAILED);
    }

    @Test
    void anAnswerThatIsMissingLeavesItIncomplete() {
        assertThat(outcome(3, LabelOutcome.APPLIED, LabelOutcome.NOTHING_HERE).isComplete())
                .isFalse();
    }

    private static Labelling.Outcome outcome(int partitions, LabelOutcome... said) {
        List<LabelResult> answers = new ArrayList<>();
        for (int p = 0; p < said.length; p++) {
            answers.add(new LabelResult("l", p, said[p], 2, 1, "", Instant.EPOCH));
        }
        Label label = Label.newBuilder()
                .setLabelId("l")
                .setKind(LabelKind.IS_NOT)
                .setActor("me")
                .setSaidAt(Instant.EPOCH)
                .build();
        return new Labelling.Outcome(label, partitions, answers, List.of());
    }
}
