package io.sightline.console.openid;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.sightline.console.access.Sealed;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.core.service.Health;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sends a browser to the provider, and takes in what it comes back with. Everything that belongs to one sign-in travels in
 * a sealed cookie of that browser, so another's answer is of no use in it. Thread-safe.
 */
public final class OpenIdSignIn implements AutoCloseable {
    /** For so long one may be at the provider: time to find a second factor. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    private static final String PURPOSE = "open-id-connect";
    private static final int FIELDS = 4;
    private static final int MOST_USED = 20_000;
    private static final int LONGEST_BACK = 1_000;

    private final OpenIdSettings settings;
    private final URI callback;
    private final URI home;
    private final Provider provider;
    private final TokenExchange exchange;
    private final Sealed sealed;
    /** States that were answered: each is good once. */
    private final Set<String> used = new LinkedHashSet<>();

    /**
     * @param publicUrl how browsers reach the console, without a slash at the end
     * @param callbackPath where the provider sends them back to
     * @param health is told whether the provider answers
     */
    public OpenIdSignIn(
            OpenIdSettings settings, String publicUrl, String callbackPath, Sealed sealed, Health.Component health) {
        this.settings = settings;
        this.callback = URI.create(publicUrl + callbackPath);
        this.home = URI.create(publicUrl + "/");
        this.sealed = sealed;
        this.provider = new Provider(settings, health);
        this.exchange = new TokenExchange(settings, callback);
    }

    /** Begins to look for the provider, and returns at once. */
    public void start() {
        provider.start();
    }

    /** How the button reads. */
    public String label() {
        return settings.label();
    }

    /**
     * A sign-in that has begun.
     *
     * @param provider where the browser goes
     * @param cookie what it keeps meanwhile
     */
    public record Begun(URI provider, String cookie) {
        @Override
        public String toString() {
            return "Begun[]"; // both are secret
        }
    }

    /** What came of a sign-in. */
    public sealed interface Outcome {
        /**
         * Somebody is who they say, and may come in.
         *
         * @param subject how the provider knows them for ever
         * @param back where they were before, a path of this console
         */
        record Admitted(SignedIn user, String subject, String back) implements Outcome {}

        /**
         * The provider, or what it said, keeps them out.
         *
         * @param who if that is known
         * @param words for them
         * @param why for the audit
         */
        record Refused(Optional<String> who, String words, String why) implements Outcome {}

        /**
         * It is no answer to what this browser has begun: anybody can make a browser send such.
         *
         * @param words for it
         */
        record Unasked(String words) implements Outcome {}
    }

    /**
     * @param back where the browser was
     * @throws ProviderAway if it has not answered yet
     */
    public Begun begin(Optional<String> back) throws ProviderAway {
        Provider.Known known = provider.known();
        var state = new State();
        var nonce = new Nonce();
        var verifier = new CodeVerifier();
        URI uri = new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(settings.scopes().toArray(String[]::new)),
                        new ClientID(settings.clientId()),
                        callback)
                .endpointURI(known.metadata().getAuthorizationEndpointURI())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
        String text = String.join(
                "\n",
                state.getValue(),
                nonce.getValue(),
                verifier.getValue(),
                back.filter(OpenIdSignIn::isOwnPath).orElse("/"));
        return new Begun(uri, sealed.seal(PURPOSE, text, LONGEST));
    }

    /**
     * Whether it is a path of this console. What is not so simple that no browser can take it for another host's address is
     * none.
     */
    static boolean isOwnPath(String path) {
        return path.length() <= LONGEST_BACK
                && path.startsWith("/")
                && !path.startsWith("//")
                && !path.startsWith("/api/")
                && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    }

    /**
     * @param answer what the provider had the browser bring
     * @param cookie what the browser kept
     */
    public Outcome end(Answer answer, Optional<String> cookie) {
        Optional<List<String>> begun =
                cookie.flatMap(c -> sealed.open(PURPOSE, c)).map(t -> List.of(t.split("\n")));
        if (begun.isEmpty()
                || begun.get().size() != FIELDS
                || !isSame(begun.get().get(0), answer.state())) {
            return new Outcome.Unasked(
                    "This sign-in was begun in another browser, at another address, or too long ago. Try again, at "
                            + home);
        }
        if (!isFirst(begun.get().get(0))) {
            return new Outcome.Unasked("This sign-in was used already. Try again");
        }
        if (answer.error().isPresent()) {
            return refused(
                    "The sign-in provider did not let you in (" + answer.error().get() + ")",
                    "the provider says " + answer.error().get());
        }
        if (answer.code().isEmpty()
                || answer.issuer().filter(i -> !i.equals(settings.issuer())).isPresent()) {
            return refused(
                    "The sign-in provider's answer cannot be used. Try again",
                    "the answer has no code, or is another provider's");
        }
        try {
            Claims claims = exchange.claims(
                    provider.known(),
                    new AuthorizationCode(answer.code().get()),
                    new CodeVerifier(begun.get().get(2)),
                    new Nonce(begun.get().get(1)));
            return admit(claims, begun.get().get(3));
        } catch (TokenExchange.Refusal e) {
            return refused("The sign-in provider's answer cannot be used. Try again", e.getMessage());
        } catch (ProviderAway e) {
            return refused(e.getMessage() + ". Try again in a moment", e.getMessage());
        }
    }

    /**
     * What the provider has a browser bring.
     *
     * @param issuer as RFC 9207 has it
     */
    public record Answer(
            Optional<String> state, Optional<String> code, Optional<String> error, Optional<String> issuer) {
        @Override
        public String toString() {
            return "Answer[]"; // the code is a secret
        }
    }

    private Outcome admit(Claims claims, String back) {
        Optional<String> name = claims.name(settings.nameClaim());
        if (name.isEmpty()) {
            return refused(
                    "The sign-in provider does not say your name in a way that can be used here (claim "
                            + settings.nameClaim() + "). Ask " + settings.contact(),
                    "the claim " + settings.nameClaim() + " is missing, or is no name");
        }
        return claims.role(settings.rolesClaim(), settings.roles())
                .<Outcome>map(role -> new Outcome.Admitted(new SignedIn(name.get(), role), claims.subject(), back))
                .orElseGet(() -> new Outcome.Refused(
                        name,
                        "You are " + name.get() + " at the sign-in provider, but have no role here. Ask "
                                + settings.contact() + " for one",
                        "no value of the claim " + settings.rolesClaim() + " gives a role"));
    }

    /** Words for somebody who signed in at the provider, and cannot come in under that name. */
    public Outcome.Refused takenName(String name) {
        return new Outcome.Refused(
                Optional.of(name),
                "There is a local user " + name + " here, who is not you as far as the console knows. Ask "
                        + settings.contact(),
                "the name is a local user's");
    }

    private static Outcome refused(String words, String why) {
        return new Outcome.Refused(Optional.empty(), words, why);
    }

    private static boolean isSame(String expected, Optional<String> claimed) {
        return claimed.isPresent()
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), claimed.get().getBytes(StandardCharsets.UTF_8));
    }

    private synchronized boolean isFirst(String state) {
        boolean isFirst = used.add(state);
        Iterator<String> oldest = used.iterator();
        while (used.size() > MOST_USED) {
            oldest.next();
            oldest.remove();
        }
        return isFirst;
    }

    /** Where a browser ends its session at the provider too; empty if the provider offers no such. */
    public Optional<String> signOut() {
        try {
            return Optional.ofNullable(provider.known().metadata().getEndSessionEndpointURI())
                    .filter(OpenIdSettings::isSafe)
                    .map(end -> new LogoutRequest(end, null, null, new ClientID(settings.clientId()), home, null, null)
                            .toURI()
                            .toString());
        } catch (ProviderAway e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        provider.close();
    }
}
