package io.sightline.operations.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.operations.topics.EventId;
import io.sightline.operations.topics.EventTrail;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CorrectionTest {
    private static final String TRACK = "lobby/1000/3/4.5";
    private static final EventId ID = EventId.parse(TRACK + "/IDENTIFIED/2");
    private static final int HOME = 7;
    private static final Person GRACE =
            new Person("person-grace", PersonState.ACTIVE, "Grace Hopper", null, Instant.EPOCH);

    private final Correction correction = new Correction(new Saying("label-1", "me", Instant.ofEpochMilli(5)));

    @Test
    void notDeniesThePersonWhomTheEventNames() {
        Label label = correction.not(trail(identified("person-ada")), HOME);

        assertThat(label.getKind()).isEqualTo(LabelKind.IS_NOT);
        assertThat(label.getPersonId()).isEqualTo("person-ada");
        assertThat(label.getAnonymousId()).isNull();
        assertThat(label.getEventId()).isEqualTo(ID.text());
        assertThat(label.getCameraId()).isEqualTo("lobby");
        assertThat(label.getTrackId()).isEqualTo(TRACK);
        assertThat(label.getHomePartition()).isEqualTo(HOME);
        assertThat(label.getLabelId()).isEqualTo("label-1");
        assertThat(label.getActor()).isEqualTo("me");
    }

    @Test
    void notDeniesAnUnknownToo() {
        Label label = correction.not(trail(unknown("anon-0123456789ab")), HOME);

        assertThat(label.getAnonymousId()).isEqualTo("anon-0123456789ab");
        assertThat(label.getPersonId()).isNull();
    }

    @Test
    void afterACorrectionNotDeniesWhomItNames() {
        IdentityEvent corrected = event("CORRECTED/3", EventKind.CORRECTED);
        corrected.setPersonId("person-bob");

        Label label = correction.not(trail(identified("person-ada"), corrected), HOME);

        assertThat(label.getPersonId()).isEqualTo("person-bob");
        assertThat(label.getEventId()).isEqualTo(ID.text());
    }

    @Test
    void notSaidTwiceReachesTheMatcherWhichAnswersThatItWasSoBefore() {
        IdentityEvent retracted = event("RETRACTED/3", EventKind.RETRACTED);
        retracted.setFormerPersonId("person-ada");

        Label label = correction.not(trail(identified("person-ada"), retracted), HOME);

        assertThat(label.getPersonId()).isEqualTo("person-ada");
    }

    @Test
    void anEventThatNamesNobodyCannotBeDeniedAndThoseThatDoAreShown() {
        IdentityEvent appeared = event("APPEARED/1", EventKind.APPEARED);
        EventTrail trail = new EventTrail(
                EventId.parse(appeared.getEventId()),
                Optional.of(appeared),
                List.of(),
                List.of(identified("person-ada")));

        assertThatThrownBy(() -> correction.not(trail, HOME))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("APPEARED) names nobody")
                .hasMessageContaining(ID.text());
    }

    @Test
    void aCorrectionRefersToTheEventThatItIsAbout() {
        IdentityEvent corrected = event("CORRECTED/3", EventKind.CORRECTED);
        corrected.setPersonId("person-bob");
        EventTrail trail =
                new EventTrail(EventId.parse(corrected.getEventId()), Optional.of(corrected), List.of(), List.of());

        assertThatThrownBy(() -> correction.not(trail, HOME))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is a correction itself (CORRECTED)")
                .hasMessageEndingWith(ID.text());
        assertThatThrownBy(() -> correction.is(trail, GRACE, HOME)).hasMessageEndingWith(ID.text());
    }

    @Test
    void whereThereIsNoSuchEventThoseOfItsTrackAreShown() {
        EventTrail gone = new EventTrail(ID, Optional.empty(), List.of(), List.of());
        EventTrail near =
                new EventTrail(ID, Optional.empty(), List.of(), List.of(event("APPEARED/1", EventKind.APPEARED)));

        assertThatThrownBy(() -> correction.not(gone, HOME))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("There is no event " + ID.text())
                .hasMessageContaining("older than what identity-events keeps");
        assertThatThrownBy(() -> correction.not(near, HOME)).hasMessageContaining(TRACK + "/APPEARED/1");
    }

    @Test
    void isSaysWhoItWas() {
        Label label = correction.is(trail(identified("person-ada")), GRACE, HOME);

        assertThat(label.getKind()).isEqualTo(LabelKind.IS);
        assertThat(label.getPersonId()).isEqualTo("person-grace");
        assertThat(label.getEventId()).isEqualTo(ID.text());
    }

    @Test
    void namedIsAboutTheUnknownAndNoOneEvent() {
        Label label = correction.named("anon-0123456789ab", GRACE);

        assertThat(label.getKind()).isEqualTo(LabelKind.NAMED);
        assertThat(label.getEventId()).isNull();
        assertThat(label.getHomePartition()).isEqualTo(-1);
    }

    @Test
    void theUnknownInAnEventIsWhomItsLastCorrectionTells() {
        IdentityEvent merged = event("CORRECTED/3", EventKind.CORRECTED);
        merged.setAnonymousId("anon-00000000000a");
        IdentityEvent nowAda = event("CORRECTED/4", EventKind.CORRECTED);
        nowAda.setPersonId("person-ada");

        assertThat(Correction.strangerIn(trail(unknown("anon-00000000000b")))).contains("anon-00000000000b");
        assertThat(Correction.strangerIn(trail(unknown("anon-00000000000b"), merged)))
                .contains("anon-00000000000a");
        assertThat(Correction.strangerIn(trail(unknown("anon-00000000000b"), merged, nowAda)))
                .isEmpty();
    }

    private static EventTrail trail(IdentityEvent event, IdentityEvent... corrections) {
        return new EventTrail(ID, Optional.of(event), List.of(corrections), List.of(corrections));
    }

    private static IdentityEvent identified(String personId) {
        IdentityEvent event = event("IDENTIFIED/2", EventKind.IDENTIFIED);
        event.setPersonId(personId);
        return event;
    }

    private static IdentityEvent unknown(String anonymousId) {
        IdentityEvent event = event("IDENTIFIED/2", EventKind.UPDATED);
        event.setAnonymousId(anonymousId);
        return event;
    }

    private static IdentityEvent event(String end, EventKind kind) {
        boolean isCorrection = kind == EventKind.CORRECTED || kind == EventKind.RETRACTED;
        return IdentityEvent.newBuilder()
                .setEventId(TRACK + "/" + end)
                .setCameraId("lobby")
                .setSequence(1)
                .setKind(kind)
                .setTrackId(TRACK)
                .setCapturedAt(Instant.EPOCH)
                .setExpiresAt(Instant.EPOCH)
                .setFirstSeenAt(Instant.EPOCH)
                .setCorrects(isCorrection ? ID.text() : null)
                .build();
    }
}
