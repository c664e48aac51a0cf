package io.sightline.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.SightingView.Certainty;
import io.sightline.console.people.PeopleBook;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Reasons;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final String ADA = "person-ada";
    private static final String BOB = "person-bob";

    private final PeopleBook people = new PeopleBook();
    private final Explanation explanation = new Explanation(people);

    @BeforeEach
    void enrol() {
        person(ADA, "Ada");
        person(BOB, "Bob");
    }

    private void person(String id, String name) {
        PersonState state = name == null ? PersonState.ERASED : PersonState.ACTIVE;
        people.learnPerson(new Entry<>(id, new Person(id, state, name, null, Told.NOON), 0, 0, 0));
    }

    private static Sighting identified(String who, Reasons reasons) {
        EventKind kind = who == null ? EventKind.APPEARED : EventKind.IDENTIFIED;
        IdentityEvent event = Told.event(kind, "t1", 1, who).setReasons(reasons).build();
        var sighting = new Sighting(event);
        sighting.learn(event, Optional.empty());
        return sighting;
    }

    @Test
    void whoIsWellWithinTheThresholdAndAloneThereIsClear() {
        Sighting sighting = identified(ADA, Told.reasons(ADA, 0.3, 0.7));

        assertThat(Explanation.certainty(sighting)).isEqualTo(Certainty.CLEAR);
        assertThat(explanation.sentence(sighting)).isEqualTo("Distance 0.30, threshold 0.50, the next person at 0.70.");
    }

    @Test
    void whoIsJustWithinItOrHasASmallLeadIsNarrow() {
        assertThat(Explanation.certainty(identified(ADA, Told.reasons(ADA, 0.46, null))))
                .isEqualTo(Certainty.NARROW);
        assertThat(Explanation.certainty(identified(ADA, Told.reasons(ADA, 0.3, 0.39))))
                .isEqualTo(Certainty.NARROW);
    }

    @Test
    void aWordConfirmsOnlyWhomTheSightingNames() {
        Sighting sighting = identified(ADA, Told.reasons(ADA, 0.46, null));
        sighting.say(Told.word(LabelKind.IS, "t1/IDENTIFIED/1", ADA));
        assertThat(Explanation.certainty(sighting)).isEqualTo(Certainty.CONFIRMED);

        Sighting denied = identified(ADA, Told.reasons(ADA, 0.46, null));
        denied.say(Told.word(LabelKind.IS_NOT, "t1/IDENTIFIED/1", ADA));
        assertThat(Explanation.certainty(denied)).isEqualTo(Certainty.NARROW);
    }

    @Test
    void whoIsNobodyEnrolledIsToldWithWhoWasNearest() {
        assertThat(explanation.sentence(identified(null, Told.reasons(BOB, 0.8, null))))
                .isEqualTo("Nobody who is enrolled: Bob is nearest at 0.80, threshold 0.50.");
    }

    @Test
    void whoWasConfirmedByAPersonIsNotCalledNobody() {
        Sighting sighting = identified(null, Told.reasons(BOB, 0.8, null));
        sighting.learn(Told.corrected("t1", 2, "t1/APPEARED/1", null, ADA).build(), Optional.empty());
        assertThat(explanation.sentence(sighting)).contains("and named since").doesNotContain("Nobody");

        sighting.say(Told.word(LabelKind.IS, "t1/APPEARED/1", ADA));

        assertThat(explanation.sentence(sighting))
                .startsWith("Ada, by olga's word;")
                .contains("Bob was nearest at 0.80");
    }

    @Test
    void whoWasForgottenIsNamedByNoId() {
        Sighting nearest = identified(null, Told.reasons(BOB, 0.8, null));
        Sighting corrected = identified(BOB, Told.reasons(BOB, 0.4, null));
        corrected.learn(Told.corrected("t1", 2, "t1/IDENTIFIED/1", BOB, ADA).build(), Optional.empty());
        person(BOB, null);

        assertThat(explanation.sentence(nearest))
                .isEqualTo("Nobody who is enrolled: somebody who was forgotten is nearest at 0.80, threshold 0.50.");
        assertThat(explanation.sentence(corrected))
                .startsWith("It was taken for somebody who was forgotten at first")
                .doesNotContain(BOB);
        assertThat(new SightingViews(people).of(corrected).reasons())
                .anyMatch(reason -> reason.words().equals("somebody who was forgotten (" + BOB + ")"));
    }

    @Test
    void twoWhoAreEquallyNearAreTooCloseToCall() {
        assertThat(explanation.sentence(identified(null, Told.reasons(BOB, 0.4, 0.42))))
                .isEqualTo("Too close to call: Bob at 0.40, the next person at 0.42; a lead of 0.05 is required.");
    }
}
