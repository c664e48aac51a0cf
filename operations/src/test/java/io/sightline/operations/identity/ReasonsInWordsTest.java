package io.sightline.operations.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Liveness;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Reasons;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReasonsInWordsTest {
    private final ReasonsInWords words =
            new ReasonsInWords(People.of(Map.of(
                    "person-ada",
                    new Entry<>(
                            "person-ada",
                            new Person("person-ada", PersonState.ACTIVE, "Ada", null, Instant.EPOCH),
                            0,
                            0,
                            0)))::nameOf);

    @Test
    void eachReasonIsSaidInWordsWithItsFigure() {
        Map<String, String> lines = lines(words.of(identified()));

        assertThat(lines.get("who")).isEqualTo("Ada (person-ada)");
        assertThat(lines.get("distance")).isEqualTo("0.512 to Ada (person-ada), within the threshold of 0.850");
        assertThat(lines.get("runner-up"))
                .isEqualTo("person-bob, who is not known any more at 1.100, 0.588 farther; at least 0.100 is required");
        assertThat(lines.get("faces")).isEqualTo("3 that agree, the best of quality 0.700");
        assertThat(lines.get("gallery")).isEqualTo("as of offset 17");
        assertThat(lines.get("template")).isEqualTo("photo-1");
        assertThat(lines.get("model")).isEqualTo("m@1+0123456789ab");
        assertThat(lines.get("best crop")).isEqualTo("topic crops, partition 3, offset 99");
        assertThat(lines.get("taken")).contains("1970-01-01T00:00:01Z").contains("lobby/1/5");
    }

    @Test
    void anEmptyGalleryAndNoRivalAreSaid() {
        IdentityEvent event = identified();
        event.setPersonId(null);
        Reasons reasons = event.getReasons();
        reasons.setDistance(null);
        reasons.setNearestPersonId(null);
        reasons.setRunnerUpPersonId(null);
        reasons.setGalleryOffset(-1);

        Map<String, String> lines = lines(words.of(event));

        assertThat(lines.get("who")).isEqualTo("nobody in particular");
        assertThat(lines.get("distance")).isEqualTo("none: nobody was enrolled");
        assertThat(lines.get("runner-up")).startsWith("none");
        assertThat(lines.get("gallery")).isEqualTo("empty");
    }

    @Test
    void anUnknownIsComparedWithWhereTheyWereSeenBefore() {
        IdentityEvent event = identified();
        event.setPersonId(null);
        event.setAnonymousId("anon-0123456789ab");
        event.getReasons().setDistance(1.2f);
        event.getReasons().setStrangerDistance(0.4f);
        event.getReasons().setTemplateId("door/1/2/3.4");

        Map<String, String> lines = lines(words.of(event));

        assertThat(lines.get("who")).isEqualTo("anon-0123456789ab, who is not enrolled");
        assertThat(lines.get("distance")).contains("beyond the threshold");
        assertThat(lines.get("unknown")).isEqualTo("0.400 to anon-0123456789ab as seen in track door/1/2/3.4");
    }

    @Test
    void aCorrectionTellsWhoSaidWhatAndWhen() {
        IdentityEvent retracted = identified();
        retracted.setKind(EventKind.RETRACTED);
        retracted.setCorrects("lobby/1/2/3.4/IDENTIFIED/2");
        retracted.setPersonId(null);
        retracted.setFormerPersonId("person-ada");
        retracted.setLabelId("label-1");
        Label label = Label.newBuilder()
                .setLabelId("label-1")
                .setKind(LabelKind.IS_NOT)
                .setActor("the porter")
                .setSaidAt(Instant.ofEpochSecond(60))
                .setEventId("lobby/1/2/3.4/IDENTIFIED/2")
                .setPersonId("person-ada")
                .build();

        Map<String, String> lines = lines(words.ofCorrection(retracted, label));

        assertThat(lines.get("it said")).isEqualTo("Ada (person-ada)");
        assertThat(lines.get("it was")).isEqualTo("nobody in particular");
        assertThat(lines.get("because")).contains("is not Ada").contains("said by the porter at 1970-01-01T00:01:00Z");
        assertThat(lines(words.ofCorrection(retracted, null)).get("because")).contains("not kept any more");
    }

    private static Map<String, String> lines(List<ReasonsInWords.Line> lines) {
        return lines.stream().collect(Collectors.toMap(ReasonsInWords.Line::about, ReasonsInWords.Line::words));
    }

    private static IdentityEvent identified() {
        return IdentityEvent.newBuilder()
                .setEventId("lobby/1/2/3.4/IDENTIFIED/2")
                .setCameraId("lobby")
                .setSequence(7)
                .setKind(EventKind.IDENTIFIED)
                .setTrackId("lobby/1/2/3.4")
                .setPersonId("person-ada")
                .setCapturedAt(Instant.ofEpochMilli(1_000))
                .setExpiresAt(Instant.ofEpochMilli(11_000))
                .setFirstSeenAt(Instant.ofEpochMilli(500))
                .setFrameId("lobby/1/5")
                .setCrop(new CropRef(3, 99L))
                .setReasons(Reasons.newBuilder()
                        .setModelId("m@1+0123456789ab")
                        .setDistance(0.512f)
                        .setThreshold(0.85f)
                        .setNearestPersonId("person-ada")
                        .setRunnerUpPersonId("person-bob")
                        .setRunnerUpDistance(1.1f)
                        .setRequiredMargin(0.1f)
                        .setEvidence(3)
                        .setQuality(0.7f)
                        .setGalleryOffset(17)
                        .setTemplateId("photo-1")
                        .setLiveness(Liveness.NOT_CHECKED)
                        .build())
                .build();
    }
}
