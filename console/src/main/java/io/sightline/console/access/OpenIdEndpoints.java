package io.sightline.console.access;

import static io.sightline.console.http.Endpoint.Method.GET;

import io.sightline.console.http.Endpoint;
import io.sightline.console.http.KeptCookie;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.openid.OpenIdSignIn;
import io.sightline.console.openid.OpenIdSignIn.Answer;
import io.sightline.console.openid.OpenIdSignIn.Begun;
import io.sightline.console.openid.OpenIdSignIn.Outcome;
import io.sightline.console.openid.OpenIdSignIn.Outcome.Admitted;
import io.sightline.console.openid.OpenIdSignIn.Outcome.Refused;
import io.sightline.console.openid.OpenIdSignIn.Outcome.Unasked;
import io.sightline.console.openid.ProviderAway;
import io.sightline.operations.topics.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signing in at the organisation's provider: a browser is sent there, and comes back. Both are visits of a page, so what
 * goes wrong is shown by one: the sign-in page.
 */
final class OpenIdEndpoints {
    private static final String PATH = "/session/open-id-connect";
    static final String CALLBACK = PATH + "/callback";
    private static final String SIGN_IN_PAGE = "/";
    private static final KeptCookie BEGUN = new KeptCookie("sightline_sign_in", (int) OpenIdSignIn.LONGEST.toSeconds());

    private final Optional<OpenIdSignIn> openId;
    private final Reception reception;
    private final Users users;
    private final boolean hasLocalUsers;
    private final SignInLimit limit;

    OpenIdEndpoints(
            Optional<OpenIdSignIn> openId, Reception reception, Users users, boolean hasLocalUsers, SignInLimit limit) {
        this.openId = openId;
        this.reception = reception;
        this.users = users;
        this.hasLocalUsers = hasLocalUsers;
        this.limit = limit;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.of(GET, PATH, "begin-open-id-sign-in", "Sends a browser to the organisation's sign-in")
                        .query("back", "Where it goes once it is signed in: a path of the console")
                        .redirects()
                        .by(this::begin),
                Endpoint.of(GET, CALLBACK, "sign-in-with-open-id", "Where the organisation's sign-in sends it back to")
                        .query("state", "As it was sent there")
                        .query("code", "For which the console gets to know who it is")
                        .query("error", "Why there is no code")
                        .query("iss", "Who answers (RFC 9207)")
                        .redirects()
                        .by(this::end));
    }

    private OpenIdSignIn openId() {
        return openId.orElseThrow(
                () -> Problem.notFound("No sign-in of the organisation's own is configured (console.openIdConnect)"));
    }

    private String begin(Request request) {
        OpenIdSignIn provider = openId();
        try {
            Begun begun = provider.begin(request.query("back"));
            BEGUN.give(request.http(), begun.cookie());
            reception.forgetRefusal(request);
            return begun.provider().toString();
        } catch (ProviderAway e) {
            return toSignInPage(request, e.getMessage() + ". Try again in a moment" + otherWay());
        }
    }

    private String end(Request request) {
        OpenIdSignIn provider = openId();
        Optional<String> cookie = BEGUN.of(request);
        BEGUN.take(request.http());
        String address = "address " + request.remote();
        Optional<Duration> wait = limit.mustWait(address);
        if (wait.isPresent()) {
            return toSignInPage(
                    request, "Too many attempts; try again in " + (wait.get().toSeconds() + 1) + " s");
        }
        Outcome outcome = provider.end(
                new Answer(request.query("state"), request.query("code"), request.query("error"), request.query("iss")),
                cookie);
        if (outcome instanceof Admitted admitted
                && hasLocalUsers
                && users.has(admitted.user().name())) {
            // Whatever one of them does would stand in the audit as the other's.
            outcome = provider.takenName(admitted.user().name());
        }
        try {
            if (outcome instanceof Admitted admitted) {
                return admit(request, admitted);
            } else if (outcome instanceof Refused refused) {
                limit.failed(address);
                String who = refused.who().orElse("nobody");
                request.about(who, who, Map.of());
                request.refused(refused.why());
                return toSignInPage(request, refused.words());
            }
            // Nobody's doing as far as can be known: not counted against an address, or any page could lock it out.
            return toSignInPage(request, ((Unasked) outcome).words());
        } catch (Unavailable e) {
            return toSignInPage(request, "The console cannot write down that you sign in: " + e.getMessage());
        }
    }

    private String admit(Request request, Admitted admitted) {
        String name = admitted.user().name();
        request.about(
                name,
                name,
                Map.of(
                        "subject",
                        admitted.subject(),
                        "role",
                        admitted.user().role().name()));
        reception.begin(request, admitted.user(), false);
        return admitted.back();
    }

    private String toSignInPage(Request request, String words) {
        reception.sayRefusal(request, words);
        return SIGN_IN_PAGE;
    }

    private String otherWay() {
        return hasLocalUsers ? ", or sign in with a password" : "";
    }
}
