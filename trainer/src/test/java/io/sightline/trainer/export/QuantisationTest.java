package io.sightline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.testkit.TestBundles;
import io.sightline.trainer.evaluation.PromotionGate;
import io.sightline.trainer.evaluation.PromotionGate.Outcome;
import io.sightline.trainer.evaluation.Resampling;
import io.sightline.trainer.testkit.MadeUpPeople;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuantisationTest {
    /** So many that 6 people of 20 are not measured for ranges: 24 faces, 240 pairs of two people. */
    private static final MadeUpPeople PEOPLE = MadeUpPeople.of("p", 20, 4);

    @TempDir
    Path folder;

    @Test
    void aNetworkThatIsAsGoodInEightBitsIsWrittenWithItsFigures() throws Exception {
        ModelBundle exact = TestBundles.tiny(folder.resolve("fp32"));

        Quantisation.Outcome outcome = quantisation(new PromotionGate(1e-1, 0.5, new Resampling(100, 1)))
                .write(exact, PEOPLE, "made-up people", false, target());

        ModelBundle written = outcome.bundle().orElseThrow();
        assertThat(outcome.verdict().outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(written.id()).isEqualTo(outcome.id());
        assertThat(written.manifest().origin().metrics())
                .isEqualTo(outcome.quantised().figures());
        assertThat(written.manifest().origin().settings())
                .hasEntrySatisfying("quantisedBy", by -> assertThat(by).startsWith("56 faces of made-up people"))
                .hasEntrySatisfying(
                        "quantisedJudgement", said -> assertThat(said).startsWith("HOLDS: TAR at FAR 1e-1"))
                .doesNotContainKey("quantisedForced");
    }

    @Test
    void wherePeopleAreTooFewToTellNothingIsWritten() throws Exception {
        Quantisation.Outcome outcome = quantisation(PromotionGate.DEFAULT)
                .write(
                        TestBundles.tiny(folder.resolve("fp32")),
                        MadeUpPeople.of("p", 10, 4),
                        "made-up people",
                        false,
                        target());

        assertThat(outcome.verdict().outcome()).isEqualTo(Outcome.NOT_MEASURABLE);
        assertThat(outcome.bundle()).isEmpty();
        assertThat(target()).doesNotExist();
    }

    @Test
    void whoForcesItFindsThatInTheManifest() throws Exception {
        Quantisation.Outcome outcome = quantisation(PromotionGate.DEFAULT)
                .write(
                        TestBundles.tiny(folder.resolve("fp32")),
                        MadeUpPeople.of("p", 10, 4),
                        "made-up people",
                        true,
                        target());

        assertThat(outcome.bundle().orElseThrow().manifest().origin().settings())
                .containsEntry("quantisedForced", "true")
                .hasEntrySatisfying(
                        "quantisedJudgement", said -> assertThat(said).startsWith("NOT_MEASURABLE: not measurable"));
    }

    @Test
    void whatLiesWhereTheBundleIsToGoIsLeftAlone() throws Exception {
        Files.createDirectory(target());
        ModelBundle exact = TestBundles.tiny(folder.resolve("fp32"));

        assertThatThrownBy(() ->
                        quantisation(PromotionGate.DEFAULT).write(exact, PEOPLE, "made-up people", true, target()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("There is something at " + target());
    }

    private static Quantisation quantisation(PromotionGate gate) {
        return new Quantisation(1, gate, done -> {});
    }

    private Path target() {
        return folder.resolve("int8");
    }
}
