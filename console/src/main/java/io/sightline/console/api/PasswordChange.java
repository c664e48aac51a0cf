package io.sightline.console.api;

/** A user's own change of their password. */
public record PasswordChange(String current, String replacement) {
    @Override
    public String toString() {
        return "PasswordChange[]"; // a password is never logged
    }
}
