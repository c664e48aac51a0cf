package io.sightline.console.api;

/**
 * Makes the first user of a new system, who is an admin.
 *
 * @param token from the link that was printed at the first start; good once
 */
public record FirstAdmin(String token, String user, String password) {
    @Override
    public String toString() {
        return "FirstAdmin[user=" + user + "]"; // neither password nor token is ever logged
    }
}
