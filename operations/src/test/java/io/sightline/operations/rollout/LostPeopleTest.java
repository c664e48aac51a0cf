package io.sightline.operations.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.TemplateKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LostPeopleTest {
    @Test
    void saysWhoIsLostAltogetherAndWhoInPart() {
        var gone = "the picture is gone";
        var lost = List.of(
                new GalleryCopy.Lost(Records.template("p1", "1", Records.A), gone),
                new GalleryCopy.Lost(Records.template("p2", "1", Records.A), gone),
                new GalleryCopy.Lost(
                        new Template(new Template.Key("p2", "not~x"), Records.A, TemplateKind.NOT, null, 128), gone));

        List<String> lines = LostPeople.of(lost, Map.of("p1", 1L, "p2", 3L))
                .lines(id -> Map.of("p1", "Ada", "p2", "Bob").get(id));

        assertThat(lines)
                .containsExactly(
                        "Of 2 people not everything can be copied:",
                        "  Ada (p1): 1 of 1 face; will not be recognised any more",
                        "    the picture is gone",
                        "  Bob (p2): 1 of 3 faces, and 1 that somebody said is not them",
                        "    the picture is gone");
    }
}
