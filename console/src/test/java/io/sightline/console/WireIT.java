package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.RawHttp;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.testkit.LocalBroker;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in that no page sends, and what goes out. */
@ExtendWith(SharedBroker.class)
class WireIT {
    private static final String USERS = Endpoint.BASE + "/users";

    private static RunningConsole console;
    private static Browser signedIn;

    private Browser admin;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        console = RunningConsole.start(broker);
        console.makeUsers();
        signedIn = console.signedIn(Role.ADMIN);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void openWindow() {
        admin = signedIn.twin();
    }

    private Answer raw(String requestLine) {
        return RawHttp.send(
                console.port(),
                requestLine + " HTTP/1.1",
                "Host: " + admin.authority(),
                "Cookie: " + admin.cookie().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../index.html",
                "/assets/..%2findex.html",
                "/assets/%2e%2e/index.html",
                "/assets/%2e%2e%2findex.html",
                "/assets/%252e%252e/index.html",
                "/assets/..%5cindex.html",
                "/assets/..;/index.html",
                "/assets/../../ConsoleService.class",
                "/assets/%2e%2e/%2e%2e/ConsoleService.class",
                "/assets/..%2f..%2fConsoleService.class",
                "/assets//../../ConsoleService.class",
                "/assets/%00/../../ConsoleService.class",
                "/assets/../../../../../../../../etc/passwd",
                "/assets/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
                "/assets//etc/passwd",
                "/assets/%2fetc%2fpasswd",
                "/assets/file:/etc/passwd",
                "/assets/",
                "/../../../../etc/passwd",
                "//etc/passwd",
                "/api/v1/crops/..%2f..%2fetc%2fpasswd",
                "/api/v1/crops/../../../../etc/passwd",
                "/api/v1/crops/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "/api/v1/live/pictures/..%2f..%2fetc/1/passwd",
                "/api/v1/live/pictures/../../../../../../../etc/passwd",
                "/api/v1/people/..%2f..%2fetc%2fpasswd/photos/1",
                "/api/v1/people/x/photos/../../../../../../etc/passwd",
                "/api/v1/people/x/photos/%2e%2e/%2e%2e/etc/passwd",
                "/api/v1/dead-letters/..%2f..%2fetc%2fpasswd",
            })
    void aPathThatLeadsElsewhereLeadsNowhere(String path) {
        Answer answer = raw("GET " + path);

        if (answer.status() == 200) {
            // One that leads to no part of the API is the page, whatever it looks like: the page says what it knows.
            assertThat(answer.body()).isEqualTo(console.browser().get("/").body());
            assertThat(answer.header("content-type")).hasValue("text/html;charset=utf-8");
        } else {
            assertThat(answer.status()).as(answer.body()).isIn(400, 404);
            answer.problem(answer.status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/session", "/api/v1/nothing", "/api/v1/users/x/y"
            })
    void whatIsNotThereIsAProblem(String path) {
        assertThat(admin.get(path).problem(404)).isEqualTo("There is nothing at " + path);
    }

    @ParameterizedTest
    @CsvSource({"PUT, /users", "DELETE, /people", "POST, /live", "PATCH, /session", "TRACE, /session", "OPTIONS, /users"
    })
    void aMethodThatIsNotThereIsAProblem(String method, String path) {
        Answer answer = admin.send(method, Endpoint.BASE + path, "{}");

        assertThat(answer.problem(405)).isEqualTo("There is no " + method + " here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    POST  | /users          |                                                          | expected: name, role, password
                    POST  | /users          | {                                                        | The body is no JSON
                    POST  | /users          | {"name": "x"} trailing                                   | The body is no JSON
                    POST  | /users          | null                                                     | The body is empty; expected name, role, password
                    POST  | /users          | []                                                       | The body is not what is expected
                    POST  | /users          | "text"                                                   | The body is not what is expected
                    POST  | /users          | {}                                                       | Missing: name, role, password
                    POST  | /users          | {"name": "x", "role": "VIEWER", "password": null}        | Missing: password
                    POST  | /users          | {"name": "x", "rule": "VIEWER"}                          | 'rule' is not known here; expected name, role, password
                    POST  | /users          | {"name": "x", "role": "KING", "password": "0123456789"}  | role has a value that does not fit; expected VIEWER, OPERATOR, ADMIN
                    POST  | /users          | {"name": "x", "role": 2, "password": "0123456789"}       | role has a value that does not fit; expected VIEWER
                    POST  | /users          | {"name": {}, "role": "VIEWER", "password": "0123456789"} | name is missing or does not fit; expected a text
                    POST  | /users          | {"name": "x", "role": "2", "password": "0123456789"}    | role has a value that does not fit; expected VIEWER
                    POST  | /users          | {"name": "x", "role": "VIEWER", "password": "short"}     | A password has 10 to 200 characters
                    POST  | /users          | {"name": "../x", "role": "VIEWER", "password": "0123456789"} | A user's name has letters
                    PATCH | /users/viewer   | {"role": "ADMIN", "name": "x"}                           | 'name' is not known here
                    POST  | /cameras        | {"cameraId": "x", "settings": {"source": "y"}}           | settings.framesPerSecond is missing or does not fit; expected a number
                    POST  | /cameras        | {"cameraId": "x", "settings": {"source": {}}}            | settings.source is missing or does not fit; expected a text
                    POST  | /cameras        | {"cameraId": "x", "settings": null}                      | Missing: settings
                    POST  | /unknowns/names | {"anonymousIds": [null], "name": "Anna"}                 | Missing: anonymousIds[0]
                    POST  | /unknowns/names | {"anonymousIds": "one", "name": "Anna"}                  | anonymousIds is missing or does not fit; expected a list
                    """)
    void aBodyThatDoesNotFitIsToldWhatIsWrong(String method, String path, String body, String said) {
        assertThat(admin.send(method, Endpoint.BASE + path, body == null ? "" : body)
                        .problem(400))
                .contains(said);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit is '0'",
        "limit=many, limit is 'many'",
        "limit=99999999999, limit is '99999999999'",
        "from=yesterday, from is 'yesterday'",
        "certainty=SURE, certainty is 'SURE'",
        "before=1, before is '1'",
        "before=99999999999999999999.x, before is"
    })
    void aQueryThatDoesNotFitIsToldWhatIsWrong(String query, String said) {
        assertThat(admin.get(Endpoint.BASE + "/sightings?" + query).problem(400))
                .contains(said)
                .contains("expected");
    }

    @Test
    void deeplyNestedJsonIsRefusedLikeAnyOther() {
        String deep = "{\"name\":" + "[".repeat(100_000);

        admin.send("POST", USERS, deep).problem(400);
    }

    @Test
    void aPasswordThatIsRefusedIsNotRepeated() {
        Answer answer = admin.send(
                "POST", USERS, "{\"name\": \"x\", \"role\": \"VIEWER\", \"password\": [\"hunter2hunter2\"]}");

        assertThat(answer.problem(400)).doesNotContain("hunter2");
        assertThat(answer.body()).doesNotContain("hunter2");
    }

    @Test
    void aStreamHasToBeAskedFor() {
        assertThat(admin.get(Endpoint.BASE + "/live").problem(406)).contains("text/event-stream");
    }

    @Test
    void headersThatNoServerReadsAreRefused() {
        Answer answer = RawHttp.send(
                console.port(),
                "GET " + USERS + " HTTP/1.1",
                "Host: " + admin.authority(),
                "Cookie: " + "x".repeat(100_000));

        assertThat(answer.status()).isEqualTo(431);
    }

    @Test
    void whatIsNoHttpIsRefused() {
        for (String line :
                List.of("GET", "HELLO WORLD AND MORE", "GET /%zz HTTP/1.1", "GET / HTTP/1.1\r\nContent-Length: x")) {
            assertThat(RawHttp.send(console.port(), line, "Host: " + admin.authority())
                            .status())
                    .as(line)
                    .isIn(400, 404);
        }
    }

    @Test
    void thePageForbidsItselfWhatItDoesNotNeed() {
        Answer page = console.browser().get("/");

        assertThat(page.header("content-security-policy").orElseThrow())
                .contains("default-src 'self'", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("unsafe-inline", "unsafe-eval", "http:", "https:");
        assertThat(page.header("cache-control")).hasValue("no-store");
    }

    @Test
    void theDocumentsAreServedToWhoeverIsSignedIn() {
        assertThat(admin.get("/api/openapi.json").json().get("openapi").asText())
                .startsWith("3.1");
        assertThat(admin.get("/api/asyncapi.json").json().get("asyncapi").asText())
                .startsWith("3.0");
    }

    @Test
    void thePageToBrowseTheApiLoadsNothingFromElsewhere() {
        Answer page = admin.get("/docs");

        assertThat(page.header("content-type")).hasValue("text/html;charset=utf-8");
        assertThat(page.header("content-security-policy").orElseThrow())
                .doesNotContain("http:", "https:", "unsafe-eval")
                .contains("default-src 'self'");
        assertThat(page.body()).doesNotContain("http:", "https:");
        Matcher parts = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        int count = 0;
        while (parts.find()) {
            count++;
            assertThat(admin.get(parts.group(1)).status()).as(parts.group(1)).isEqualTo(200);
        }
        assertThat(count).isEqualTo(3);
    }

    @Test
    void thereAreOnlySoManyStreams() throws Exception {
        List<InputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < RunningConsole.MOST_STREAMS; i++) {
                open.add(admin.follow(Endpoint.BASE + "/sightings/stream"));
            }
            assertThat(admin.twin()
                            .with("Accept", "text/event-stream")
                            .get(Endpoint.BASE + "/sightings/stream")
                            .problem(503))
                    .contains("open views");
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
        }
    }
}
