package io.sightline.console.api;

/** A local user's sign-in. */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return "Credentials[user=" + user + "]"; // a password is never logged
    }
}
