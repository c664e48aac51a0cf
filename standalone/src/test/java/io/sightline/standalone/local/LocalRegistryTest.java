package io.sightline.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.standalone.Distribution;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryTest {
    private static final Distribution BUILT = Distribution.locate();
    private static final String SCHEMA =
            "{\"schema\": \"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"R\\\",\\\"fields\\\":[{\\\"name\\\":\\\"a\\\",\\\"type\\\":\\\"%s\\\"}]}\"}";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void refusesAnIncompatibleSchemaFromItsFirstStartOn() throws Exception {
        try (var registry = LocalRegistry.start(BUILT, folder, Ports.free())) {
            register(registry, "string");

            assertThat(register(registry, "int").statusCode()).isEqualTo(409);
        }
    }

    @Test
    void keepsSchemasThroughKillDashNine() throws Exception {
        String before;
        try (var registry = LocalRegistry.start(BUILT, folder, Ports.free())) {
            before = register(registry, "string").body();
            ProcessHandle.of(registry.pid()).orElseThrow().destroyForcibly();
            registry.ended().get(10, TimeUnit.SECONDS);
        }

        try (var again = LocalRegistry.start(BUILT, folder, Ports.free())) {
            assertThat(register(again, "string").body()).contains("\"id\"").isEqualTo(before);
        }
    }

    @Test
    void isGoneAfterCloseAndLeavesALogThatIsBounded() throws Exception {
        Path folder = this.folder.resolve("Bücherei 図書館");
        var registry = LocalRegistry.start(BUILT, folder, Ports.free());
        ProcessHandle process = ProcessHandle.of(registry.pid()).orElseThrow();

        registry.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(registry.isAlive()).isFalse();
        // All of it goes the way that rotates.
        assertThat(folder.resolve("registry.log")).content().contains("SqlRegistryStorage");
        assertThat(folder.resolve("registry.log.out")).content().doesNotContain("SqlRegistryStorage");
        assertThat(folder.resolve("h2.mv.db")).exists();
    }

    private HttpResponse<String> register(LocalRegistry registry, String fieldType) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(registry.url() + "/apis/ccompat/v7/subjects/t-value/versions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(SCHEMA.formatted(fieldType)))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
