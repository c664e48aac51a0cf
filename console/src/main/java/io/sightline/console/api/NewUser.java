package io.sightline.console.api;

/** A local user to be made. */
public record NewUser(String name, Role role, String password) {
    @Override
    public String toString() {
        return "NewUser[name=" + name + ", role=" + role + "]"; // a password is never logged
    }
}
