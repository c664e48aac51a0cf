package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static io.sightline.operations.rollout.Records.B;
import static io.sightline.operations.rollout.Records.template;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CopyPlanTest {
    @Test
    void whatLacksIsFoundById() {
        var gallery = List.of(
                template("ada", "1", A), template("ada", "2", A), template("bob", "1", A), template("ada", "1", B));

        CopyPlan plan = CopyPlan.of(gallery, Set.of(), A, B, false);

        assertThat(plan.complete()).isEqualTo(1);
        assertThat(plan.wanted()).isEqualTo(3);
        assertThat(plan.missing()).containsExactly(template("ada", "2", A), template("bob", "1", A));
        assertThat(plan.orphans()).isEmpty();
    }

    @Test
    void asManyTemplatesAreNotTheSameTemplates() {
        CopyPlan plan = CopyPlan.of(List.of(template("ada", "1", A), template("bob", "1", B)), Set.of(), A, B, false);

        assertThat(plan.complete()).isZero();
        assertThat(plan.missing()).containsExactly(template("ada", "1", A));
        assertThat(plan.orphans()).containsExactly(template("bob", "1", B));
    }

    @Test
    void whoWasErasedIsNotCopiedAndWhatIsLeftOfThemGoes() {
        var gallery = List.of(template("ada", "1", A), template("ada", "1", B), template("bob", "1", A));

        CopyPlan plan = CopyPlan.of(gallery, Set.of("ada"), A, B, false);

        assertThat(plan.wanted()).isEqualTo(1);
        assertThat(plan.missing()).containsExactly(template("bob", "1", A));
        assertThat(plan.orphans()).containsExactly(template("ada", "1", B));
    }

    @Test
    void aThirdModelsTemplatesAreLeftAlone() {
        CopyPlan plan = CopyPlan.of(List.of(template("ada", "1", "c@1+222222222222")), Set.of(), A, B, false);

        assertThat(plan).isEqualTo(new CopyPlan(0, List.of(), List.of()));
    }

    @Test
    void whoIsKnownOnlyToAModelThatDecidedOnceIsLeftToItUnlessErased() {
        var gallery = List.of(template("ada", "1", A), template("bob", "1", B), template("eve", "1", B));

        CopyPlan plan = CopyPlan.of(gallery, Set.of("eve"), A, B, true);

        assertThat(plan.missing()).containsExactly(template("ada", "1", A));
        assertThat(plan.orphans()).containsExactly(template("eve", "1", B));
    }
}
