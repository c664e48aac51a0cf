package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Endpoint.Takes;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.RawHttp;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.testkit.LocalBroker;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds for every endpoint that there is: the tests are made from the list that the console serves. */
@ExtendWith(SharedBroker.class)
class EndpointGuardIT {
    /** Whoever adds one here opens it to strangers. */
    private static final Set<String> FOR_EVERYBODY =
            Set.of("show-session", "sign-in", "make-first-admin", "begin-open-id-sign-in", "sign-in-with-open-id");

    private static final long TOO_MUCH_JSON = (256 << 10) + 1;

    private static RunningConsole console;
    private static Optional<String> anothersToken;
    private static final Map<Role, Browser> SIGNED_IN = new EnumMap<>(Role.class);

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        console = RunningConsole.start(broker);
        console.makeUsers();
        for (Role role : Role.values()) {
            SIGNED_IN.put(role, console.signedIn(role));
        }
        anothersToken = console.signedIn(Role.ADMIN).token();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Stream<DynamicTest> each(Predicate<Endpoint> of, Consumer<Endpoint> test) {
        List<Endpoint> chosen = console.endpoints().stream().filter(of).toList();
        assertThat(chosen).isNotEmpty();
        return chosen.stream().map(e -> DynamicTest.dynamicTest(e.id(), () -> test.accept(e)));
    }

    private static boolean needsARole(Endpoint endpoint) {
        return endpoint.role().isPresent();
    }

    private static boolean needsAToken(Endpoint endpoint) {
        return needsARole(endpoint) && endpoint.changesSomething();
    }

    private static String address(Endpoint endpoint) {
        return endpoint.address().replaceAll("[{<]\\w+[}>]", "some");
    }

    /** With a body that is of the right kind, and empty: the gate comes before whoever would look at it. */
    private static Answer send(Browser browser, Endpoint endpoint) {
        String type =
                switch (kind(endpoint)) {
                    case "form" -> "multipart/form-data; boundary=b";
                    case "json" -> "application/json";
                    default -> "";
                };
        String body = type.equals("application/json") ? "{}" : "";
        return browser.send(endpoint.method().name(), address(endpoint), type, BodyPublishers.ofString(body));
    }

    private static String kind(Endpoint endpoint) {
        if (endpoint.takes() instanceof Takes.Form) {
            return "form";
        }
        return endpoint.takes() instanceof Takes.Body ? "json" : "nothing";
    }

    private static Browser enoughFor(Endpoint endpoint) {
        return SIGNED_IN.get(endpoint.role().orElse(Role.VIEWER)).twin();
    }

    @Test
    void nothingIsForEverybodyButWhatIsNamedHere() {
        assertThat(console.endpoints().stream().filter(e -> !needsARole(e)).map(Endpoint::id))
                .containsExactlyInAnyOrderElementsOf(FOR_EVERYBODY);
    }

    @Test
    void everyEndpointHasANameOfItsOwn() {
        assertThat(console.endpoints().stream().map(Endpoint::id)).doesNotHaveDuplicates();
        assertThat(console.endpoints().stream().map(e -> e.method() + " " + e.address()))
                .doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> refusesWhoeverIsNotSignedIn() {
        return each(
                EndpointGuardIT::needsARole,
                e -> assertThat(send(console.browser(), e).problem(401)).isEqualTo("Sign in first"));
    }

    @TestFactory
    Stream<DynamicTest> refusesAKeyThatIsNoSessions() {
        return each(EndpointGuardIT::needsARole, e -> {
            Browser forged = enoughFor(e)
                    .withCookie(Optional.of("sightline_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
            send(forged, e).problem(401);
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryRoleBelowTheOneNeeded() {
        return each(e -> e.role().filter(r -> r != Role.VIEWER).isPresent(), e -> {
            for (Role role : Role.values()) {
                if (!role.includes(e.role().orElseThrow())) {
                    assertThat(send(SIGNED_IN.get(role).twin(), e).problem(403))
                            .isEqualTo("This needs the role %s; you are a %s"
                                    .formatted(RunningConsole.nameOf(e.role().get()), RunningConsole.nameOf(role)));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> changesNothingWithoutTheTokenOrWithAnothersToken() {
        return each(EndpointGuardIT::needsAToken, e -> {
            List<Optional<String>> tokens = List.of(
                    Optional.empty(),
                    Optional.of(""),
                    Optional.of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                    anothersToken);
            for (Optional<String> token : tokens) {
                assertThat(send(enoughFor(e).withToken(token), e).problem(403))
                        .isEqualTo("The page is out of date; load it again");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> changesNothingForAnotherPage() {
        return each(Endpoint::changesSomething, e -> {
            List<String> pages = List.of(
                    "https://elsewhere.example",
                    "null",
                    "http://127.0.0.1:1",
                    "http://127.0.0.1.elsewhere.example:" + console.port(),
                    "http://elsewhere.example@127.0.0.1:" + console.port(),
                    "not an address");
            for (String page : pages) {
                assertThat(send(enoughFor(e).with("Origin", page), e).problem(403))
                        .as(page)
                        .isEqualTo("The request comes from another page");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> answersToItsOwnNameOnly() {
        return each(e -> true, e -> {
            for (String host :
                    List.of("elsewhere.example", "127.0.0.1.elsewhere.example:80", "localhost.elsewhere.example")) {
                assertThat(RawHttp.send(
                                        console.port(),
                                        e.method() + " " + address(e) + " HTTP/1.1",
                                        "Host: " + host,
                                        "Cookie: " + enoughFor(e).cookie().orElseThrow(),
                                        "Content-Type: multipart/form-data; boundary=b",
                                        "Content-Length: 0")
                                .problem(403))
                        .startsWith("This console is not called");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesABodyThatSaysItIsTooLargeWithoutReadingIt() {
        return each(e -> true, e -> {
            long most = e.takes() instanceof Takes.Form form ? form.mostBytes() + 1 : TOO_MUCH_JSON;
            for (long length : List.of(most, 1L << 40, Long.MAX_VALUE)) {
                Browser browser = enoughFor(e);
                assertThat(RawHttp.send(
                                        console.port(),
                                        e.method() + " " + address(e) + " HTTP/1.1",
                                        "Host: " + browser.authority(),
                                        "Cookie: " + browser.cookie().orElseThrow(),
                                        "X-CSRF-Token: " + browser.token().orElseThrow(),
                                        "Content-Type: "
                                                + (e.takes() instanceof Takes.Form
                                                        ? "multipart/form-data; boundary=b"
                                                        : "application/json"),
                                        "Content-Length: " + length)
                                .problem(413))
                        .contains(Long.toString(length));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesABodyThatTurnsOutTooLarge() {
        return each(e -> e.takes() instanceof Takes.Body, e -> enoughFor(e).stream(
                        e.method().name(), address(e), () -> spaces((int) TOO_MUCH_JSON))
                .problem(413));
    }

    @TestFactory
    Stream<DynamicTest> refusesAFormWithoutALength() {
        return each(e -> e.takes() instanceof Takes.Form, e -> {
            Browser browser = enoughFor(e);
            // The answer comes without the body: a client that goes on sending may find the connection closed.
            RawHttp.send(
                            console.port(),
                            e.method() + " " + address(e) + " HTTP/1.1",
                            "Host: " + browser.authority(),
                            "Cookie: " + browser.cookie().orElseThrow(),
                            "X-CSRF-Token: " + browser.token().orElseThrow(),
                            "Content-Type: multipart/form-data; boundary=b",
                            "Transfer-Encoding: chunked")
                    .problem(411);
        });
    }

    @TestFactory
    Stream<DynamicTest> takesOnlyTheMediaTypeThatItNeeds() {
        return each(e -> !(e.takes() instanceof Takes.Nothing), e -> {
            // What a form of another page can send without being asked.
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
                assertThat(enoughFor(e)
                                .send(e.method().name(), address(e), type, BodyPublishers.ofString("{}"))
                                .problem(400))
                        .startsWith("The body has to be ");
            }
        });
    }

    /** White space before a JSON value that never comes. */
    private static InputStream spaces(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) ' ');
        return new ByteArrayInputStream(bytes);
    }
}
