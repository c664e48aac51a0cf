package io.sightline.console.api;

import java.util.Optional;

/** What becomes of a local user; what is empty stays. */
public record UserChange(Optional<Role> role, Optional<String> password) {
    @Override
    public String toString() {
        return "UserChange[role=" + role + "]"; // a password is never logged
    }
}
