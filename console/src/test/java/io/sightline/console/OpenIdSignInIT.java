package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.openid.OpenIdSettings;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.RawHttp;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.console.testkit.TestProvider;
import io.sightline.console.testkit.TestProvider.Forger;
import io.sightline.console.testkit.Visitor;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in at a provider, over HTTP: as it should be, and as somebody would who should not come in. */
@ExtendWith(SharedBroker.class)
class OpenIdSignInIT {
    private static final String SESSION = Endpoint.BASE + "/session";
    private static final String BEGIN = SESSION + "/open-id-connect";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, Object> ANNA =
            Map.of("preferred_username", "anna", "groups", List.of("staff", "guards"));

    @TempDir
    private static Path folder;

    private static TestProvider provider;
    private static RunningConsole console;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        provider = TestProvider.start(0);
        console = RunningConsole.start(broker, settings(provider.issuer(), false));
        console.makeUsers();
        awaitProvider(console);
    }

    @AfterAll
    static void stop() {
        console.close();
        provider.close();
    }

    @BeforeEach
    void beHonest() {
        provider.honest().saying(ANNA);
    }

    private static OpenIdSettings settings(String issuer, boolean isOnlyWay) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), TestProvider.SECRET + "\n");
        return new OpenIdSettings(
                issuer,
                TestProvider.CLIENT,
                Optional.of("${file:" + secret + "}"),
                "Sign in with the town's account",
                List.of(),
                "preferred_username",
                "groups",
                Map.of("guards", Role.OPERATOR, "heads", Role.ADMIN),
                "the help desk (tel. 100)",
                isOnlyWay);
    }

    private static void awaitProvider(RunningConsole console) throws Exception {
        Waiting.until(
                "the provider is known",
                PATIENCE,
                () -> console.health().components().get("sign-in provider").isEmpty());
    }

    private static String address() {
        return "http://127.0.0.1:" + console.port();
    }

    private Visitor visitor() {
        return new Visitor(address());
    }

    /** Goes to the provider; what it sends the browser back with, below the console's address. */
    private static String answer(Visitor visitor, String begin) {
        return answer(visitor, begin, address());
    }

    private static String answer(Visitor visitor, String begin, String address) {
        Answer sent = visitor.visit(begin);
        assertThat(sent.status()).isEqualTo(303);
        String back =
                visitor.visitElsewhere(sent.header("location").orElseThrow()).toString();
        assertThat(back).startsWith(address + BEGIN + "/callback?");
        return back.substring(address.length());
    }

    private Answer signIn(Visitor visitor) {
        return visitor.visit(answer(visitor, BEGIN));
    }

    private static JsonNode session(Visitor visitor) {
        return visitor.visit(SESSION).json();
    }

    private static boolean isSignedIn(Visitor visitor) {
        return session(visitor).hasNonNull("user");
    }

    /** Nobody came in; what the sign-in page says instead. */
    private static String refusal(Visitor visitor, Answer answer) {
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("location")).hasValue("/");
        JsonNode session = session(visitor);
        assertThat(session.get("user").isNull()).as(session.toString()).isTrue();
        return session.at("/signIn/refusal").asText();
    }

    private List<JsonNode> audit() {
        Browser admin = console.signedIn(Role.ADMIN);
        List<JsonNode> entries = new ArrayList<>();
        admin.get(Endpoint.BASE + "/audit").json().forEach(e -> {
            if (e.get("action").asText().equals("sign-in-with-open-id")) {
                entries.add(e);
            }
        });
        return entries;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void somebodyWithARoleComesInWhereTheyWere() {
        Visitor anna = visitor();
        assertThat(session(anna).at("/signIn/openIdConnect").asText()).isEqualTo("Sign in with the town's account");

        Answer begun = anna.visit(BEGIN + "?back=" + encoded("/timeline?camera=hall"));
        assertThat(Visitor.cookie(begun, "sightline_sign_in")).hasValueSatisfying(c -> assertThat(c)
                .matches("sightline_sign_in=[A-Za-z0-9_-]+; Path=/; .*")
                .contains("Max-Age=900", "HttpOnly", "SameSite=Lax"));
        String answer = answer(anna, BEGIN + "?back=" + encoded("/timeline?camera=hall"));
        assertThat(provider.lastAsked())
                .containsEntry("response_type", "code")
                .containsEntry("client_id", TestProvider.CLIENT)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", address() + BEGIN + "/callback")
                .containsEntry("scope", "openid profile email")
                .containsKeys("state", "nonce", "code_challenge");
        Answer back = anna.visit(answer);

        assertThat(back.status()).isEqualTo(303);
        assertThat(back.header("location")).hasValue("/timeline?camera=hall");
        assertThat(back.header("cache-control")).hasValue("no-store");
        JsonNode session = session(anna);
        assertThat(session.at("/user/name").asText()).isEqualTo("anna");
        assertThat(session.at("/user/role").asText()).isEqualTo("OPERATOR");
        assertThat(session.get("hasPassword").asBoolean()).isFalse();
        assertThat(anna.cookies()).containsOnlyKeys("sightline_session");
        JsonNode deed = audit().get(0);
        assertThat(deed.get("actor").asText()).isEqualTo("anna");
        assertThat(deed.at("/details/subject").asText()).isEqualTo("subject-1");
        assertThat(deed.at("/details/role").asText()).isEqualTo("OPERATOR");
        assertThat(deed.get("failure").isNull()).isTrue();
    }

    @Test
    void aKeyThatWasPlantedBeforeIsOfNoUse() {
        Visitor anna = visitor();
        signIn(anna);
        String first = anna.cookies().get("sightline_session");

        signIn(anna);

        assertThat(anna.cookies().get("sightline_session")).isNotEqualTo(first);
        Visitor thief = visitor();
        thief.cookies().put("sightline_session", first);
        assertThat(isSignedIn(thief)).isFalse();
        assertThat(isSignedIn(anna)).isTrue();
    }

    @Test
    void theAnswerToAnothersSignInIsOfNoUse() {
        Visitor mallory = visitor();
        String mallorys = answer(mallory, BEGIN);
        Visitor victim = visitor();

        assertThat(refusal(victim, victim.visit(mallorys))).contains("begun in another browser");
        victim.visit(BEGIN);
        assertThat(refusal(victim, victim.visit(mallorys))).contains("begun in another browser");
        // Whoever has begun it themselves comes in.
        assertThat(mallory.visit(mallorys).status()).isEqualTo(303);
        assertThat(isSignedIn(mallory)).isTrue();
    }

    @Test
    void anAnswerWithAnotherStateOrNoneIsNoAnswer() {
        Visitor anna = visitor();
        String answer = answer(anna, BEGIN);

        assertThat(refusal(anna, anna.visit(answer.replaceAll("state=[^&]+", "state=guessed"))))
                .contains("begun in another browser");
        String second = answer(anna, BEGIN);
        assertThat(refusal(anna, anna.visit(second.replaceAll("&state=[^&]+", ""))))
                .contains("begun in another browser");
        assertThat(refusal(anna, anna.visit(BEGIN + "/callback"))).contains("begun in another browser");
    }

    @Test
    void aCookieThatTheConsoleDidNotSealIsNone() {
        Visitor anna = visitor();
        String answer = answer(anna, BEGIN);
        String cookie = anna.cookies().get("sightline_sign_in");
        char last = cookie.charAt(cookie.length() / 2);
        anna.cookies()
                .put(
                        "sightline_sign_in",
                        cookie.substring(0, cookie.length() / 2)
                                + (last == 'A' ? 'B' : 'A')
                                + cookie.substring(cookie.length() / 2 + 1));

        assertThat(refusal(anna, anna.visit(answer))).contains("begun in another browser");
        anna.cookies().put("sightline_refusal", "not sealed");
        assertThat(session(anna).at("/signIn/refusal").isNull()).isTrue();
    }

    @Test
    void anAnswerIsGoodOnce() {
        Visitor anna = visitor();
        String answer = answer(anna, BEGIN);
        String cookie = anna.cookies().get("sightline_sign_in");
        anna.visit(answer);
        assertThat(isSignedIn(anna)).isTrue();

        Visitor thief = visitor();
        thief.cookies().put("sightline_sign_in", cookie);

        assertThat(refusal(thief, thief.visit(answer))).contains("used already");
    }

    @Test
    void aCodeOfAnotherSignInIsOfNoUse() {
        String stolen = answer(visitor(), BEGIN).replaceAll(".*[?&](code=[^&]+).*", "$1");
        Visitor mallory = visitor();
        String own = answer(mallory, BEGIN).replaceAll("code=[^&]+", stolen);

        // The provider knows by PKCE that another browser asked for it.
        assertThat(refusal(mallory, mallory.visit(own))).contains("cannot be used");
    }

    /** What a token may have wrong with it; the provider would not make any of these. */
    enum Forgery {
        ANOTHERS_NONCE((right, own) -> signed(right.claim("nonce", "another"), own)),
        NO_NONCE((right, own) -> signed(right.claim("nonce", null), own)),
        ANOTHERS_AUDIENCE((right, own) -> signed(right.audience("another"), own)),
        ANOTHERS_ISSUER((right, own) -> signed(right.issuer("https://elsewhere.example"), own)),
        EXPIRED((right, own) ->
                signed(right.expirationTime(Date.from(Instant.now().minusSeconds(120))), own)),
        UNSIGNED((right, own) -> new PlainJWT(right.build()).serialize()),
        SIGNED_BY_ANOTHER((right, own) -> signed(right, TestProvider.newKey("first"))),
        SIGNED_BY_AN_UNKNOWN_KEY((right, own) -> signed(right, TestProvider.newKey("unknown"))),
        SIGNED_WITH_THE_SECRET((right, own) -> {
            var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), right.build());
            token.sign(new MACSigner((TestProvider.SECRET + TestProvider.SECRET).getBytes(StandardCharsets.UTF_8)));
            return token.serialize();
        }),
        NO_TOKEN((right, own) -> "nonsense");

        @SuppressWarnings("ImmutableEnumChecker") // none of them keeps anything
        private final Forger forger;

        Forgery(Forger forger) {
            this.forger = forger;
        }

        private static String signed(JWTClaimsSet.Builder claims, com.nimbusds.jose.jwk.ECKey key)
                throws JOSEException {
            ANNA.forEach(claims::claim);
            return TestProvider.sign(claims.build(), key);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatIsNotAsItShouldBeLetsNobodyIn(Forgery forgery) {
        provider.forging((right, own) -> {
            ANNA.forEach(right::claim);
            return forgery.forger.token(right, own);
        });
        Visitor anna = visitor();

        assertThat(refusal(anna, signIn(anna))).isEqualTo("The sign-in provider's answer cannot be used. Try again");

        JsonNode deed = audit().get(0);
        assertThat(deed.get("actor").asText()).isEqualTo("nobody");
        assertThat(deed.get("failure").asText()).isNotBlank();
    }

    @Test
    void aKeyThatTheProviderHasTurnedIsKnownToo(LocalBroker broker) throws Exception {
        try (TestProvider turning = TestProvider.start(0).saying(ANNA);
                RunningConsole other = RunningConsole.start(broker, settings(turning.issuer(), false))) {
            awaitProvider(other);
            String address = "http://127.0.0.1:" + other.port();
            Visitor before = new Visitor(address);
            before.visit(answer(before, BEGIN, address));
            assertThat(isSignedIn(before)).isTrue();
            turning.turnKey();
            Visitor after = new Visitor(address);

            after.visit(answer(after, BEGIN, address));

            assertThat(isSignedIn(after)).isTrue();
        }
    }

    @Test
    void whoeverHasNoRoleIsToldWhomToAsk() {
        provider.saying(Map.of("preferred_username", "paul", "groups", List.of("staff", "GUARDS")));
        Visitor paul = visitor();

        assertThat(refusal(paul, signIn(paul)))
                .isEqualTo(
                        "You are paul at the sign-in provider, but have no role here. Ask the help desk (tel. 100) for one");

        assertThat(audit().get(0).get("actor").asText()).isEqualTo("paul");
        assertThat(audit().get(0).get("failure").asText()).contains("claim groups");
        provider.saying(ANNA);
        signIn(paul);
        assertThat(session(paul).at("/signIn/refusal").isNull()).isTrue();
        assertThat(isSignedIn(paul)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "console", " ", "a\nb"})
    void aNameThatCouldBeTakenForSomebodyElsesIsNone(String name) {
        provider.saying(Map.of("preferred_username", name, "groups", "guards"));
        Visitor visitor = visitor();

        assertThat(refusal(visitor, signIn(visitor)))
                .contains("does not say your name")
                .contains("help desk");
    }

    @Test
    void aLocalUsersNameIsTaken() {
        provider.saying(Map.of("preferred_username", "viewer", "groups", "heads"));
        Visitor visitor = visitor();

        assertThat(refusal(visitor, signIn(visitor))).contains("There is a local user viewer here");
        assertThat(audit().get(0).get("failure").asText()).isEqualTo("the name is a local user's");
    }

    @Test
    void claimsThatAreNotInTheTokenAreAskedFor() {
        provider.saying(Map.of("preferred_username", "anna"))
                .sayingOnRequest(Map.of("sub", "subject-1", "groups", List.of("heads"), "preferred_username", "other"));
        Visitor anna = visitor();
        signIn(anna);
        assertThat(session(anna).at("/user/role").asText()).isEqualTo("ADMIN");
        assertThat(session(anna).at("/user/name").asText())
                .as("what is signed comes first")
                .isEqualTo("anna");

        provider.sayingOnRequest(Map.of("sub", "subject-2", "groups", List.of("heads")));
        Visitor other = visitor();
        assertThat(refusal(other, signIn(other))).contains("cannot be used");
    }

    @Test
    void whomTheProviderRefusesIsToldSo() {
        provider.refusing("access_denied");
        Visitor anna = visitor();

        assertThat(refusal(anna, signIn(anna))).isEqualTo("The sign-in provider did not let you in (access_denied)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/",
                "//elsewhere.example/",
                "/\\elsewhere.example/",
                "\\\\elsewhere.example/",
                "/\t/elsewhere.example/",
                "javascript:alert(1)",
                "timeline",
                "/api/v1/session/open-id-connect",
                "/ü"
            })
    void nobodyIsSentElsewhereAfterwards(String back) {
        Visitor anna = visitor();

        Answer answer = anna.visit(answer(anna, BEGIN + "?back=" + encoded(back)));

        assertThat(answer.header("location")).hasValue("/");
        assertThat(isSignedIn(anna)).isTrue();
    }

    @Test
    void theAddressToComeBackToIsNotTheRequests() throws Exception {
        Answer begun = RawHttp.send(
                console.port(),
                "GET " + BEGIN + " HTTP/1.1",
                "Host: localhost:" + console.port(),
                "X-Forwarded-Host: elsewhere.example");

        assertThat(begun.header("location").orElseThrow())
                .contains("redirect_uri=" + encoded(address() + BEGIN + "/callback"));
    }

    @Test
    void whoeverIsRefusedOftenHasToWaitButNobodyElsesPageCanMakeThem() {
        provider.saying(Map.of("preferred_username", "paul", "groups", "staff"));
        Visitor paul = visitor();
        for (int i = 0; i < 10; i++) {
            assertThat(refusal(paul, paul.visit(BEGIN + "/callback?code=x&state=y")))
                    .contains("another browser");
        }
        for (int i = 0; i < 5; i++) {
            assertThat(refusal(paul, signIn(paul))).contains("no role");
        }

        assertThat(refusal(paul, signIn(paul))).startsWith("Too many attempts");
    }

    @Test
    void signingOutEndsItHereAndSaysWhereItEndsThere() {
        Visitor anna = visitor();
        signIn(anna);
        JsonNode session = session(anna);
        assertThat(session.get("signOutUrl").asText())
                .startsWith(provider.issuer() + "/end?")
                .contains("client_id=" + TestProvider.CLIENT)
                .contains("post_logout_redirect_uri=" + encoded(address() + "/"));
        Browser browser = console.browser()
                .withCookie(Optional.of("sightline_session=" + anna.cookies().get("sightline_session")))
                .withToken(Optional.of(session.get("csrfToken").asText()));
        assertThat(browser.send(
                                "POST",
                                SESSION + "/password",
                                "{\"current\": \"a password\", \"replacement\": \"another password\"}")
                        .problem(409))
                .contains("not kept here");

        assertThat(browser.send("DELETE", SESSION, "").status()).isEqualTo(204);

        assertThat(isSignedIn(anna)).isFalse();
    }

    @Test
    void withoutLocalUsersThereIsNoOtherWayIn(LocalBroker broker) throws Exception {
        try (RunningConsole other = RunningConsole.start(broker, settings(provider.issuer(), true))) {
            assertThat(other.hasFirstAdminLink()).isFalse();
            JsonNode signIn = other.browser().get(SESSION).json().get("signIn");
            assertThat(signIn.get("withPassword").asBoolean()).isFalse();
            assertThat(signIn.get("firstStart").asBoolean()).isFalse();
            assertThat(RunningConsole.signIn(other.browser(), "admin", RunningConsole.PASSWORD)
                            .problem(403))
                    .contains("Sign in with the town's account");
            other.browser()
                    .send(
                            "POST",
                            SESSION + "/first",
                            "{\"token\": \"\", \"user\": \"x\", \"password\": \"0123456789\"}")
                    .problem(403);
        }
    }

    @Test
    void aProviderThatIsAwayKeepsNobodyElseOutAndIsAskedAgain(LocalBroker broker) throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String issuer = "http://127.0.0.1:" + port + "/realm";
        try (RunningConsole other = RunningConsole.start(broker, settings(issuer, false))) {
            other.makeUsers();
            assertThat(other.signedIn(Role.VIEWER).get(SESSION).status()).isEqualTo(200);
            Waiting.until("it is said", PATIENCE, () -> other.health()
                    .components()
                    .get("sign-in provider")
                    .filter(f -> f.contains(issuer) && f.contains("cannot be reached"))
                    .isPresent());
            assertThat(other.health().isReady()).isTrue();
            Visitor anna = new Visitor("http://127.0.0.1:" + other.port());
            assertThat(refusal(anna, anna.visit(BEGIN)))
                    .startsWith("The sign-in provider cannot be reached")
                    .endsWith("or sign in with a password");
            URI back;
            try (TestProvider late = TestProvider.start(port).saying(ANNA)) {
                Waiting.until("it is found", PATIENCE, () -> {
                    String to = anna.visit(BEGIN).header("location").orElseThrow();
                    return to.startsWith(late.issuer());
                });
                assertThat(other.health().components().get("sign-in provider")).isEmpty();
                back = anna.visitElsewhere(anna.visit(BEGIN).header("location").orElseThrow());
            }
            // Gone again, while the browser was there.
            assertThat(refusal(anna, anna.visit(back.getRawPath() + "?" + back.getRawQuery())))
                    .startsWith("The sign-in provider cannot be reached");
        }
    }

    @Test
    void withoutAProviderThereIsNothingThere(LocalBroker broker) throws Exception {
        try (RunningConsole other = RunningConsole.start(broker)) {
            assertThat(other.browser().get(BEGIN).problem(404)).contains("console.openIdConnect");
            assertThat(other.browser()
                            .get(SESSION)
                            .json()
                            .at("/signIn/openIdConnect")
                            .isNull())
                    .isTrue();
        }
    }
}
