package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is let in, and for how long. */
@ExtendWith(SharedBroker.class)
class SignInIT {
    private static final String SESSION = Endpoint.BASE + "/session";
    private static final String USERS = Endpoint.BASE + "/users";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RunningConsole console;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        console = RunningConsole.start(broker);
        console.makeUsers();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static boolean isSignedIn(Browser browser) {
        return browser.get(SESSION).json().hasNonNull("user");
    }

    private static String key(Browser browser) {
        String cookie = browser.cookie().orElseThrow();
        return cookie.substring(cookie.indexOf('=') + 1);
    }

    @Test
    void theFirstAdminsLinkIsGoodOnce(LocalBroker broker) throws Exception {
        try (RunningConsole empty = RunningConsole.start(broker)) {
            String form = "{\"token\": \"%s\", \"user\": \"%s\", \"password\": \"" + RunningConsole.PASSWORD + "\"}";
            String path = SESSION + "/first";
            assertThat(empty.browser()
                            .get(SESSION)
                            .json()
                            .at("/signIn/firstStart")
                            .asBoolean())
                    .isTrue();

            empty.browser()
                    .send("POST", path, form.formatted("guessed", "mallory"))
                    .problem(403);
            // A form that cannot be used does not use up the link.
            empty.browser()
                    .send("POST", path, form.formatted(empty.firstAdminToken(), "../x"))
                    .problem(400);
            Browser admin = empty.browser();
            Answer made = admin.send("POST", path, form.formatted(empty.firstAdminToken(), "anna"));

            assertThat(made.status()).isEqualTo(200);
            assertThat(made.json().at("/user/role").asText()).isEqualTo("ADMIN");
            assertThat(isSignedIn(admin)).isTrue();
            assertThat(empty.browser()
                            .send("POST", path, form.formatted(empty.firstAdminToken(), "mallory"))
                            .problem(403))
                    .contains("used already");
            assertThat(empty.browser()
                            .get(SESSION)
                            .json()
                            .at("/signIn/firstStart")
                            .asBoolean())
                    .isFalse();
            assertThat(admin.get(USERS).json()).hasSize(1);
        }
    }

    @Test
    void anUnknownUserIsRefusedLikeAWrongPassword() {
        Answer wrong = RunningConsole.signIn(console.browser(), "viewer", "not the password");
        Answer unknown = RunningConsole.signIn(console.browser(), "nobody-of-that-name", "not the password");

        assertThat(wrong.problem(401)).isEqualTo("The name or the password is wrong");
        assertThat(unknown.body()).isEqualTo(wrong.body());
        assertThat(unknown.headers().keySet()).isEqualTo(wrong.headers().keySet());
        assertThat(wrong.header("set-cookie")).isEmpty();
        RunningConsole.signIn(console.browser(), "viewer", RunningConsole.PASSWORD);
    }

    @Test
    void whoeverGuessesHasToWait() throws Exception {
        try (RunningConsole other = console.beside(false)) {
            for (int i = 0; i < 5; i++) {
                RunningConsole.signIn(other.browser(), "viewer", "guess number " + i)
                        .problem(401);
            }
            Answer refused = RunningConsole.signIn(other.browser(), "viewer", RunningConsole.PASSWORD);

            assertThat(refused.problem(429)).startsWith("Too many attempts");
            int seconds = Integer.parseInt(refused.header("retry-after").orElseThrow());
            assertThat(seconds).isBetween(1, 3);
            // Another name does not help, from the same address.
            RunningConsole.signIn(other.browser(), "operator", RunningConsole.PASSWORD)
                    .problem(429);
            Waiting.until(
                    "the wait is over",
                    PATIENCE,
                    () -> RunningConsole.signIn(other.browser(), "viewer", RunningConsole.PASSWORD)
                                    .status()
                            == 200);
        }
    }

    @Test
    void aKeyThatWasPlantedBeforeTheSignInIsOfNoUse() {
        String planted = "sightline_session=PLANTEDPLANTEDPLANTEDPLANTEDPLANTEDPLANTEDP";
        Browser victim = console.browser().withCookie(Optional.of(planted));

        RunningConsole.signIn(victim, "viewer", RunningConsole.PASSWORD);

        assertThat(victim.cookie()).isNotEqualTo(Optional.of(planted));
        assertThat(isSignedIn(victim)).isTrue();
        assertThat(isSignedIn(console.browser().withCookie(Optional.of(planted))))
                .isFalse();
    }

    @Test
    void anotherSignInEndsTheSessionBefore() {
        Browser browser = console.signedIn(Role.VIEWER);
        Browser before = browser.twin();

        RunningConsole.signIn(browser, "viewer", RunningConsole.PASSWORD);

        assertThat(key(browser)).isNotEqualTo(key(before));
        assertThat(browser.token()).isNotEqualTo(before.token());
        assertThat(isSignedIn(before)).isFalse();
    }

    @Test
    void theCookieIsForThisHostAndNoScript() {
        String cookie = RunningConsole.signIn(console.browser(), "viewer", RunningConsole.PASSWORD)
                .header("set-cookie")
                .orElseThrow();

        assertThat(cookie)
                .matches("sightline_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax")
                .doesNotContainIgnoringCase("domain");
    }

    @Test
    void behindAProxyTheCookieIsForTlsOnly() throws Exception {
        try (RunningConsole behind = console.beside(true)) {
            Browser browser = behind.browser()
                    .with("X-Forwarded-Proto", "https")
                    .with("X-Forwarded-Host", "sightline.example")
                    .with("X-Forwarded-For", "192.0.2.7")
                    .with("Origin", "https://sightline.example");
            String cookie = RunningConsole.signIn(browser, "viewer", RunningConsole.PASSWORD)
                    .header("set-cookie")
                    .orElseThrow();

            assertThat(cookie)
                    .matches("__Host-sightline_session=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax");
            assertThat(isSignedIn(browser)).isTrue();
            // The name without the prefix could be set by another host of the same domain.
            assertThat(isSignedIn(browser.twin().withCookie(Optional.of("sightline_session=" + key(browser)))))
                    .isFalse();
        }
    }

    @Test
    void withoutAProxyItsHeadersSayNothing() {
        Browser browser = console.browser().with("X-Forwarded-Proto", "https").with("X-Forwarded-Host", "127.0.0.1");

        assertThat(RunningConsole.signIn(browser, "viewer", RunningConsole.PASSWORD)
                        .header("set-cookie"))
                .hasValueSatisfying(
                        c -> assertThat(c).startsWith("sightline_session=").doesNotContain("Secure"));
    }

    @Test
    void signingOutEndsTheSessionAndWhatItFollows() throws Exception {
        Browser browser = console.signedIn(Role.VIEWER);
        Browser thief = browser.twin();
        try (InputStream events = browser.follow(Endpoint.BASE + "/sightings/stream")) {
            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> drain(events));

            Answer out = browser.send("DELETE", SESSION, "");

            assertThat(out.status()).isEqualTo(204);
            assertThat(out.header("set-cookie").orElseThrow())
                    .startsWith("sightline_session=;")
                    .contains("Expires=Thu, 01 Jan 1970");
            assertThat(isSignedIn(thief)).isFalse();
            ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void drain(InputStream events) {
        try {
            events.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // ended by the other side, which is as good
        }
    }

    @Test
    void anotherRoleSignsOutEverywhere() {
        Browser admin = console.signedIn(Role.ADMIN);
        RunningConsole.addUser(admin, "promoted", Role.VIEWER);
        Browser one = console.signedIn("promoted");
        Browser two = console.signedIn("promoted");

        assertThat(admin.send("PATCH", USERS + "/promoted", "{\"role\": \"OPERATOR\"}")
                        .json()
                        .get("role")
                        .asText())
                .isEqualTo("OPERATOR");

        assertThat(isSignedIn(one)).isFalse();
        assertThat(isSignedIn(two)).isFalse();
        assertThat(console.signedIn("promoted")
                        .get(SESSION)
                        .json()
                        .at("/user/role")
                        .asText())
                .isEqualTo("OPERATOR");
    }

    @Test
    void whoeverIsRemovedIsSignedOutEverywhereAndOnOtherConsoles() throws Exception {
        Browser admin = console.signedIn(Role.ADMIN);
        RunningConsole.addUser(admin, "leaver", Role.OPERATOR);
        Browser here = console.signedIn("leaver");
        try (RunningConsole other = console.beside(false)) {
            Browser there = other.signedIn("leaver");

            assertThat(admin.send("DELETE", USERS + "/leaver", "").status()).isEqualTo(204);

            assertThat(isSignedIn(here)).isFalse();
            Waiting.until("the other console has read it", PATIENCE, () -> !isSignedIn(there));
            RunningConsole.signIn(other.browser(), "leaver", RunningConsole.PASSWORD)
                    .problem(401);
        }
    }

    @Test
    void aPageBesideTheConsolesOwnAsksToSignInToo() {
        Browser visitor = console.browser().with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        Answer page = visitor.get("/docs");

        assertThat(page.status()).isEqualTo(401);
        assertThat(page.header("content-type").orElse("")).startsWith("text/html");
        assertThat(page.body()).isEqualTo(visitor.get("/").body());
        // A program is told in its own words.
        console.browser().get("/docs").problem(401);
        visitor.get("/docs/docs.js").problem(401);
        RunningConsole.signIn(visitor, "viewer", RunningConsole.PASSWORD);
        assertThat(visitor.get("/docs").body()).contains("swagger");
    }

    @Test
    void theLastAdminStays() {
        Browser admin = console.signedIn(Role.ADMIN);

        assertThat(admin.send("DELETE", USERS + "/admin", "").problem(409)).contains("last admin");
        admin.send("PATCH", USERS + "/admin", "{\"role\": \"VIEWER\"}").problem(409);
        admin.send("DELETE", USERS + "/nobody-of-that-name", "").problem(404);
        assertThat(isSignedIn(admin)).isTrue();
    }

    @Test
    void anotherPasswordSignsOutTheOtherBrowsers() {
        Browser admin = console.signedIn(Role.ADMIN);
        RunningConsole.addUser(admin, "careful", Role.VIEWER);
        Browser one = console.signedIn("careful");
        Browser two = console.signedIn("careful");
        String form = "{\"current\": \"%s\", \"replacement\": \"another good one\"}";

        one.send("POST", SESSION + "/password", form.formatted("not the password"))
                .problem(403);
        assertThat(one.send("POST", SESSION + "/password", form.formatted(RunningConsole.PASSWORD))
                        .status())
                .isEqualTo(204);

        assertThat(isSignedIn(one)).isTrue();
        assertThat(isSignedIn(two)).isFalse();
        assertThat(RunningConsole.signIn(console.browser(), "careful", "another good one")
                        .status())
                .isEqualTo(200);
    }
}
