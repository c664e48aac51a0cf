package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Embedding;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final double RADIUS = Recorded.MODEL.threshold();

    private final Evidence evidence = new Evidence(Recorded.MODEL, 8);

    @Test
    void nothingIsAgreedOnWithoutAFace() {
        assertThat(evidence.agreement(RADIUS)).isEmpty();
    }

    @Test
    void aStrangersFaceInTheTrackDoesNotMoveWhatTheOthersAgreeOn() {
        for (int i = 0; i < 4; i++) {
            evidence.add(Recorded.picture(1, 0.4, i), 0.5f);
        }
        Evidence.Agreement before = evidence.agreement(RADIUS).orElseThrow();

        evidence.add(Recorded.person(2), 1f);

        Evidence.Agreement after = evidence.agreement(RADIUS).orElseThrow();
        assertThat(after.faces()).isEqualTo(4);
        assertThat(after.quality()).isEqualTo(0.5f);
        assertThat(after.centre().distanceTo(before.centre())).isLessThan(1e-6);
    }

    @Test
    void theBetterFaceSpeaksWhenTwoDisagree() {
        evidence.add(Recorded.person(1), 0.3f);
        evidence.add(Recorded.person(2), 0.8f);

        Evidence.Agreement agreement = evidence.agreement(RADIUS).orElseThrow();

        assertThat(agreement.faces()).isEqualTo(1);
        assertThat(agreement.centre().distanceTo(Recorded.person(2))).isLessThan(1e-6);
    }

    @Test
    void distanceIsTheWeightedRootMeanSquareOfTheFacesOwnDistances() {
        List<Embedding> faces =
                List.of(Recorded.picture(1, 0.3, 1), Recorded.picture(1, 0.4, 2), Recorded.picture(1, 0.5, 3));
        List<Float> weights = List.of(0.9f, 0.5f, 0.2f);
        double squares = 0;
        double total = 0;
        Embedding template = Recorded.picture(1, 0.5, 99);
        for (int i = 0; i < faces.size(); i++) {
            evidence.add(faces.get(i), weights.get(i));
            double d = faces.get(i).distanceTo(template);
            squares += weights.get(i) * d * d;
            total += weights.get(i);
        }

        Evidence.Agreement agreement = evidence.agreement(RADIUS).orElseThrow();

        assertThat(agreement.faces()).isEqualTo(3);
        assertThat(agreement.distanceFromFaces(agreement.centre().distanceTo(template)))
                .isCloseTo(Math.sqrt(squares / total), within(1e-5));
    }

    @Test
    void theOldestFaceGivesWayToTheLatest() {
        Evidence two = new Evidence(Recorded.MODEL, 2);
        two.add(Recorded.person(1), 1f);
        two.add(Recorded.person(2), 0.5f);
        two.add(Recorded.person(2), 0.4f);

        Evidence.Agreement agreement = two.agreement(RADIUS).orElseThrow();

        assertThat(agreement.faces()).isEqualTo(2);
        assertThat(agreement.quality()).isEqualTo(0.5f);
    }

    @Test
    void keptAndReadBackItAgreesOnTheSame() {
        evidence.add(Recorded.picture(1, 0.4, 1), 0.5f);
        evidence.add(Recorded.picture(1, 0.4, 2), 0f);

        Evidence again = Evidence.of(Recorded.MODEL, evidence.toState(), 8);

        assertThat(again.agreement(RADIUS).orElseThrow().length())
                .isEqualTo(evidence.agreement(RADIUS).orElseThrow().length());
    }

    @Test
    void whatWasMeasuredBeforeChangesNothing() {
        for (int i = 0; i < 30; i++) {
            if (i == 20) {
                evidence.clear();
            }
            evidence.add(Recorded.picture(i % 7 == 0 ? 2 : 1, 0.3 + 0.02 * i, i), 0.2f + 0.02f * i);
            Evidence.Agreement agreement = evidence.agreement(RADIUS).orElseThrow();
            Evidence.Agreement afresh = Evidence.of(Recorded.MODEL, evidence.toState(), 8)
                    .agreement(RADIUS)
                    .orElseThrow();

            assertThat(agreement.centre().toBytes()).isEqualTo(afresh.centre().toBytes());
            assertThat(agreement.faces()).isEqualTo(afresh.faces());
            assertThat(agreement.length()).isEqualTo(afresh.length());
        }
    }
}
