package io.sightline.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    /** As the API's bodies are. */
    public record Body(String name, int count, Optional<String> note, Kind kind, List<Part> parts, Instant at) {}

    /** Within it. */
    public record Part(String text, boolean isOver) {}

    /** One of these. */
    public enum Kind {
        FIRST,
        SECOND
    }

    private static final String GOOD =
            """
            {"name": "n", "count": 2, "note": null, "kind": "SECOND",
             "parts": [{"text": "t", "isOver": true}], "at": "2026-05-01T08:00:00Z"}""";

    private static Body read(String text) {
        return Json.read(text, Body.class);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Body body = read(GOOD);

        assertThat(body)
                .isEqualTo(new Body(
                        "n",
                        2,
                        Optional.empty(),
                        Kind.SECOND,
                        List.of(new Part("t", true)),
                        Instant.parse("2026-05-01T08:00:00Z")));
        assertThat(Json.write(body))
                .contains("\"at\":\"2026-05-01T08:00:00Z\"")
                .contains("\"note\":null")
                .contains("\"isOver\":true");
        assertThat(read(Json.write(body))).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"count\": 2          | \"count\": \"2\"       | count is missing or does not fit; expected a number",
                "\"count\": 2          | \"count\": null        | count is missing or does not fit; expected a number",
                "\"kind\": \"SECOND\"  | \"kind\": \"THIRD\"    | kind has a value that does not fit; expected FIRST, SECOND",
                "\"kind\": \"SECOND\"  | \"kind\": 1            | kind has a value that does not fit; expected FIRST, SECOND",
                "\"name\": \"n\"       | \"nam\": \"n\"         | 'nam' is not known here; expected name, count, note, kind, parts, at",
                "\"name\": \"n\"       | \"name\": null         | Missing: name",
                "\"text\": \"t\"       | \"text\": null         | Missing: parts[0].text",
                "\"isOver\": true      | \"isOver\": true}, null, {\"text\": \"\", \"isOver\": false | Missing: parts[1]",
                "08:00:00Z             | noon                   | at has a value that does not fit; expected a time such as",
            })
    void saysWhatDoesNotFitAndWhatWould(String part, String instead, String words) {
        assertThat(GOOD).contains(part);
        assertThatThrownBy(() -> read(GOOD.replace(part, instead)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(words);
    }

    @Test
    void neverRepeatsAValue() {
        assertThatThrownBy(() -> read(GOOD.replace("\"SECOND\"", "\"hunter2\"")))
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> read(GOOD.replace("\"count\": 2", "\"count\": \"hunter2\"")))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesWhatIsNoJsonOrMoreThanOne() {
        assertThatThrownBy(() -> read("{\"name\":\n oops")).hasMessage("The body is no JSON: line 2, column 2");
        assertThatThrownBy(() -> read(GOOD + "{}")).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(UserError.class).hasMessageContaining("name, count");
        assertThatThrownBy(() -> read("null")).isInstanceOf(UserError.class).hasMessageContaining("empty");
        assertThatThrownBy(() -> read("")).isInstanceOf(UserError.class);
    }
}
