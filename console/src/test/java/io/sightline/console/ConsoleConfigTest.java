package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.api.Role;
import io.sightline.console.openid.OpenIdSettings;
import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleConfigTest {
    private static final Path EXAMPLES = Path.of("..", "docs", "examples");
    private static final String KAFKA =
            """
            kafka: {bootstrap.servers: "127.0.0.1:9092"}
            registry: {url: "http://127.0.0.1:8081"}
            admin: {port: 8096}
            console:
            """;
    private static final String PROVIDER =
            """
              openIdConnect:
                issuer: https://login.example/realms/main
                clientId: sightline
                roles: {heads: admin}
            """;

    @TempDir
    private Path folder;

    private ConsoleSettings load(String console) throws IOException {
        Path file = Files.writeString(folder.resolve("console.yml"), KAFKA + console);
        return ConfigLoader.load(file, ConsoleConfig.class, Map.of()).console();
    }

    private void assertRefused(String console, String why) {
        assertThatThrownBy(() -> load(console)).isInstanceOf(UserError.class).hasMessageContaining(why);
    }

    @Test
    void theExampleOnThisMachineCanBeUsed() {
        ConsoleSettings console = ConfigLoader.load(EXAMPLES.resolve("console.yml"), ConsoleConfig.class, Map.of())
                .console();

        console.web().requireSafe();
        assertThat(console.openIdConnect()).isEmpty();
        assertThat(console.hasLocalUsers()).isTrue();
    }

    @Test
    void theExampleBeyondThisMachineCanBeUsed() {
        ConsoleSettings console = ConfigLoader.load(
                        EXAMPLES.resolve("console-beyond-this-machine.yml"), ConsoleConfig.class, Map.of())
                .console();

        console.web().requireSafe();
        assertThat(console.web().url(8443)).isEqualTo("https://sightline.example:8443");
        assertThat(console.web().tls().orElseThrow().key()).contains(Path.of("/etc/sightline/console.key"));
        OpenIdSettings openId = console.openIdConnect().orElseThrow();
        assertThat(openId.roles())
                .containsOnly(
                        Map.entry("security-guards", Role.OPERATOR),
                        Map.entry("security-heads", Role.ADMIN),
                        Map.entry("reception", Role.VIEWER));
        assertThat(openId.clientSecret()).contains("${file:/etc/sightline/openid.secret}");
        assertThat(openId.scopes()).containsExactly("openid", "profile", "email");
    }

    @Test
    void whatIsNotSaidOfAProviderIsAsMostHaveIt() throws IOException {
        OpenIdSettings openId = load("  web: {publicUrl: \"https://sightline.example\"}\n" + PROVIDER)
                .openIdConnect()
                .orElseThrow();

        assertThat(openId.clientSecret()).isEqualTo(Optional.empty());
        assertThat(openId.nameClaim()).isEqualTo("preferred_username");
        assertThat(openId.rolesClaim()).isEqualTo("groups");
        assertThat(openId.only()).isFalse();
    }

    @Test
    void aProviderNeedsAnAddressToSendBrowsersBackTo() {
        assertRefused(PROVIDER, "web.publicUrl is missing");
        assertRefused("  web: {publicUrl: \"http://sightline.example\"}\n" + PROVIDER, "expected https://");
    }

    @Test
    void asTheOnlyWayInThereAreNoLocalUsers() throws IOException {
        ConsoleSettings console =
                load("  web: {publicUrl: \"https://sightline.example\"}\n" + PROVIDER + "    only: true\n");

        assertThat(console.hasLocalUsers()).isFalse();
    }

    @Test
    void saysWhatIsWrongWithAProviderAndNeverShowsASecret() {
        String web = "  web: {publicUrl: \"https://sightline.example\"}\n";
        assertRefused(web + PROVIDER.replace("https://login", "http://login"), "issuer is 'http://login");
        assertRefused(web + PROVIDER.replace("realms/main", "realms/main?x=1"), "neither a query nor a fragment");
        assertRefused(web + PROVIDER.replace("{heads: admin}", "{}"), "nobody could sign in");
        assertRefused(web + PROVIDER.replace("admin}", "master}"), "viewer, operator, admin");
        assertRefused(web + PROVIDER + "    scopes: [profile]\n", "expected openid among them");
        assertThatThrownBy(() -> load(web + PROVIDER + "    clientSecret: hunter2\n"))
                .hasMessageContaining("clientSecret has to be a reference")
                .hasMessageNotContaining("hunter2");
    }
}
