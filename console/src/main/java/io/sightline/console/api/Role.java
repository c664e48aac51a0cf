package io.sightline.console.api;

/** What somebody may do; each may do what those before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Enrols, corrects, names and forgets people. */
    OPERATOR,
    /** Cameras, models, users, and what is sent elsewhere. */
    ADMIN;

    /** Whether this one may do what the other may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
