package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Embedding;
import io.sightline.core.config.ConfigLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrackDeciderTest {
    private final Knowledge knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
    private final Gallery gallery = knowledge.gallery();
    private final TrackDecider decider = knowledge.decider(ConfigLoader.defaults(DecisionSettings.class));
    private final Evidence evidence = decider.noEvidence(Recorded.MODEL);

    @Test
    void nobodyIsNearWhenNobodyIsEnrolled() {
        evidence.add(Recorded.person(1), 1f);

        Assessment a = look(evidence);

        assertThat(a.nearestPersonId()).isNull();
        assertThat(a.galleryOffset()).isEqualTo(-1);
        assertThat(decider.decides(a)).isFalse();
        assertThat(a.toReasons().getDistance()).isNull();
    }

    @Test
    void oneExcellentFaceSuffices() {
        enrol(1, Recorded.person(1), 7);
        evidence.add(Recorded.picture(1, 0.4, 1), 0.9f);

        Assessment a = look(evidence);

        assertThat(decider.decides(a)).isTrue();
        assertThat(a.nearestPersonId()).isEqualTo(Recorded.personId(1));
        assertThat(a.distance()).isCloseTo(Recorded.picture(1, 0.4, 1).distanceTo(Recorded.person(1)), within(1e-5));
        assertThat(a.runnerUpPersonId()).isNull();
        assertThat(a.galleryOffset()).isEqualTo(7);
    }

    @Test
    void onePoorFaceDoesNotSufficeHoweverNear() {
        enrol(1, Recorded.person(1), 7);
        evidence.add(Recorded.picture(1, 0.4, 1), 0.3f);

        assertThat(decider.decides(look(evidence))).isFalse();
    }

    @Test
    void oneFaceNearTheThresholdDoesNotSufficeButTwoDo() {
        enrol(1, Recorded.person(1), 7);
        evidence.add(Recorded.picture(1, 0.8, 1), 0.9f);
        boolean afterOne = decider.decides(look(evidence));
        evidence.add(Recorded.picture(1, 0.6, 1), 0.9f);

        assertThat(afterOne).isFalse();
        assertThat(decider.decides(look(evidence))).isTrue();
    }

    @Test
    void aStrangerIsNotNamed() {
        enrol(1, Recorded.person(1), 7);
        for (int i = 0; i < 8; i++) {
            evidence.add(Recorded.picture(2, 0.4, i), 1f);
        }

        Assessment a = look(evidence);

        assertThat(a.distance()).isGreaterThan(Recorded.MODEL.threshold());
        assertThat(decider.decides(a)).isFalse();
    }

    @Test
    void twoPeopleAsCloseAsTwinsAreNotToldApart() {
        enrol(1, Recorded.picture(1, 0.1, 1), 7);
        enrol(2, Recorded.picture(1, 0.1, 2), 8);
        evidence.add(Recorded.person(1), 1f);
        evidence.add(Recorded.person(1), 1f);

        Assessment a = look(evidence);

        assertThat(a.distance()).isLessThan(0.2);
        assertThat(a.lead()).isLessThan(Recorded.MODEL.margin());
        assertThat(decider.decides(a)).isFalse();
    }

    @Test
    void severalTemplatesOfOnePersonAreNoRunnersUp() {
        enrol(1, Recorded.picture(1, 0.2, 1), 7);
        gallery.put(key(1, "second"), Recorded.personId(1), Recorded.picture(1, 0.2, 2), 8);
        evidence.add(Recorded.person(1), 1f);

        assertThat(decider.decides(look(evidence))).isTrue();
    }

    @Test
    void aDecisionIsOverruledByThreeFacesWithAWideLeadOnly() {
        enrol(1, Recorded.person(1), 7);
        enrol(2, Recorded.person(2), 8);
        evidence.add(Recorded.picture(2, 0.4, 1), 0.9f);
        evidence.add(Recorded.picture(2, 0.4, 2), 0.9f);
        boolean afterTwo = decider.overrules(look(evidence), Recorded.personId(1));
        evidence.add(Recorded.picture(2, 0.4, 3), 0.9f);
        Assessment three = look(evidence);

        assertThat(afterTwo).isFalse();
        assertThat(decider.overrules(three, Recorded.personId(1))).isTrue();
        assertThat(decider.overrules(three, Recorded.personId(2))).isFalse();
    }

    private void enrol(int who, Embedding template, long offset) {
        gallery.put(key(who, "first"), Recorded.personId(who), template, offset);
    }

    private static String key(int who, String photo) {
        return new GalleryKey(Recorded.personId(who), photo, Recorded.MODEL.id().toString()).toString();
    }

    private Assessment look(Evidence evidence) {
        return decider.look(evidence, "lobby", Set.of()).orElseThrow().assessment();
    }
}
