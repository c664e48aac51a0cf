package io.sightline.console.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What came back. There is none that lacks what keeps browsers safe, or that tells what the console is made of.
 *
 * @param headers by name in small letters
 */
public record Answer(int status, Map<String, List<String>> headers, String body) {
    private static final Pattern INSIDES = Pattern.compile(
            "Exception|\\bat [\\w.$]+\\(|java\\.|javax?\\.|org\\.|com\\.|io\\.sightline|io\\.javalin|jetty|Caused by",
            Pattern.CASE_INSENSITIVE);

    /** @throws AssertionError if it is not as every answer has to be */
    public Answer {
        assertThat(headers.keySet())
                .as("headers of " + status + " " + body)
                .contains(
                        "content-security-policy",
                        "x-content-type-options",
                        "referrer-policy",
                        "cross-origin-opener-policy",
                        "cross-origin-resource-policy",
                        "permissions-policy");
        String policy = headers.get("content-security-policy").get(0);
        // A page that comes from elsewhere may do nothing at all.
        assertThat(policy).contains(policy.startsWith("sandbox;") ? "default-src 'none'" : "default-src 'self'");
        assertThat(policy).contains("frame-ancestors 'none'");
        assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
        assertThat(headers.keySet()).doesNotContain("server", "x-powered-by", "access-control-allow-origin");
        if (status >= 400) {
            assertThat(body).doesNotContainPattern(INSIDES);
        }
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(values -> values.get(0));
    }

    public JsonNode json() {
        assertThat(header("content-type").orElse("")).matches("application/(problem\\+)?json(;.*)?");
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + body, e);
        }
    }

    /** The sentence of a problem of RFC 9457. @throws AssertionError if it is none of this status */
    public String problem(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        assertThat(header("content-type")).hasValue("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("status").asInt()).isEqualTo(expected);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("instance").asText()).startsWith("/");
        assertThat(problem.path("detail").asText()).isNotBlank();
        return problem.path("detail").asText();
    }
}
