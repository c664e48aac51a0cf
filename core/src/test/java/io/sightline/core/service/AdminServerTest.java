package io.sightline.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private final Health health = new Health();
    private final Telemetry telemetry = new Telemetry();
    private AdminServer server;

    @BeforeEach
    void start() {
        server = AdminServer.start(new AdminConfig("127.0.0.1", 0), health, telemetry.registry());
    }

    @AfterEach
    void stop() {
        server.close();
        telemetry.close();
    }

    @Test
    void aComponentThatIsDownMakesUnreadyButNotDead() throws Exception {
        health.component("registry").down("the registry does not answer");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("registry: the registry does not answer");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        health.component("registry").up();
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void anOptionalComponentIsShownButDoesNotMakeUnready() throws Exception {
        health.component("camera lobby").optional().down("connection refused");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).contains("camera lobby: connection refused");
    }

    @Test
    void aFailureMakesDead() throws Exception {
        health.fail("Stage embedder failed");
        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/livez").body()).contains("Stage embedder failed");
    }

    @Test
    void metricsAreServedInPrometheusFormat() throws Exception {
        telemetry.registry().counter("sightline.test.things").increment();
        assertThat(get("/metrics").body())
                .contains("sightline_test_things_total 1.0")
                .contains("jvm_memory_used");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var config = new AdminConfig("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> AdminServer.start(config, health, telemetry.registry()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
