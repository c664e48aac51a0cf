package io.sightline.console.api;

import java.util.Optional;

/**
 * Who is signed in, and how one may sign in.
 *
 * @param user empty if nobody is signed in with this cookie
 * @param csrfToken goes into the header {@code X-CSRF-Token} of every request that changes something; empty likewise
 * @param hasPassword whether the user has a password here, and may change it; false for one of a sign-in provider
 * @param signOutUrl where a browser goes after it has signed out here, to sign out at the sign-in provider too; empty if
 *     there is no such
 * @param signIn how one may sign in
 * @param version of the console
 */
public record SessionView(
        Optional<SignedIn> user,
        Optional<String> csrfToken,
        boolean hasPassword,
        Optional<String> signOutUrl,
        SignIn signIn,
        String version) {

    /** Somebody, and what they may do. */
    public record SignedIn(String name, Role role) {}

    /**
     * @param withPassword whether there are local users
     * @param openIdConnect how the button of the organisation's own sign-in reads; empty if none is configured
     * @param leastPasswordLength how many characters a local user's password has at least
     * @param firstStart whether there is no user yet, so that the link that was printed at the start has to be opened
     * @param refusal why the organisation's own sign-in, from which this browser has just come back, did not let it in;
     *     empty if it has not
     */
    public record SignIn(
            boolean withPassword,
            int leastPasswordLength,
            Optional<String> openIdConnect,
            boolean firstStart,
            Optional<String> refusal) {}
}
