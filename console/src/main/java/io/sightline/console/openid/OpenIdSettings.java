package io.sightline.console.openid;

import io.sightline.console.access.SecretReference;
import io.sightline.console.api.Role;
import io.sightline.core.config.Setting;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provider of OpenID Connect, and what its users may do here. */
public record OpenIdSettings(
        @Setting(
                        doc =
                                "The provider as it calls itself, such as https://login.example/realms/main; below it is /.well-known/openid-configuration")
                String issuer,
        @Setting(doc = "Under what name the console is known to the provider") String clientId,
        @Setting(
                        byDefault = "",
                        doc =
                                "The secret that the provider gave the console, as ${env:NAME} or ${file:PATH}; empty for a public client")
                Optional<String> clientSecret,
        @Setting(byDefault = "Sign in with your organisation", doc = "How the button on the sign-in page reads")
                String label,
        @Setting(doc = "Scopes that are asked for; empty for openid, profile and email") List<String> scopes,
        @Setting(byDefault = "preferred_username", doc = "The claim that says the user's name, unique at the provider")
                String nameClaim,
        @Setting(
                        byDefault = "groups",
                        doc =
                                "The claim that says what a user may: a text or a list of texts; dots lead into objects, as in realm_access.roles")
                String rolesClaim,
        @Setting(doc = "What each value of that claim makes of a user: viewer, operator or admin; the highest counts")
                Map<String, Role> roles,
        @Setting(
                        byDefault = "whoever runs this console",
                        doc = "Whom those should ask who have no role, such as the help desk (tel. 100)")
                String contact,
        @Setting(
                        byDefault = "false",
                        doc =
                                "Whether it is the only way in: then the console's own users and their passwords are not taken, and no link for a first admin is made")
                boolean only) {

    /** @throws IllegalArgumentException if a value cannot be used, or secrets would cross a network in the clear */
    public OpenIdSettings {
        scopes = scopes.isEmpty() ? List.of("openid", "profile", "email") : List.copyOf(scopes);
        roles = Map.copyOf(roles);
        requireSafe(issuer);
        if (clientId.isBlank()) {
            throw new IllegalArgumentException("clientId is empty, expected the name that the provider knows");
        }
        if (!scopes.contains("openid")) {
            throw new IllegalArgumentException("scopes are " + scopes + ", expected openid among them");
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(
                    "roles is empty: then nobody could sign in; expected values of the claim " + rolesClaim
                            + " and what each may, such as 'sightline-admins: admin'");
        }
        // Not shown: somebody may have put the secret itself there.
        if (clientSecret.isPresent() && !SecretReference.isOne(clientSecret.get())) {
            throw new IllegalArgumentException("clientSecret has to be a reference: ${env:NAME} or ${file:PATH}");
        }
    }

    private static void requireSafe(String issuer) {
        String expected =
                "issuer is '" + issuer + "', expected https:// with a host, and neither a query nor a fragment";
        URI uri;
        try {
            uri = URI.create(issuer);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected, e);
        }
        if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null || !isSafe(uri)) {
            throw new IllegalArgumentException(expected);
        }
    }

    /** Whether nobody can listen: it is https, or on this machine. */
    public static boolean isSafe(URI uri) {
        if ("https".equals(uri.getScheme())) {
            return true;
        }
        try {
            return "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
