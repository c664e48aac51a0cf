package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sightline.core.testkit.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MjpegOverHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final String PASSWORD = "m@rked-s3cret";

    @TempDir
    static Path folder;

    private HttpServer server;
    private ExecutorService threads;
    private List<byte[]> jpegs;
    private volatile boolean stalled;

    @BeforeEach
    void startServer() throws Exception {
        if (!Files.exists(folder.resolve("000.jpg"))) {
            RecordedSourcesTest.writePictures(folder, 25);
        }
        try (Stream<Path> files = Files.list(folder)) {
            jpegs = files.sorted().map(MjpegOverHttpTest::bytes).toList();
        }
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/with-length", e -> stream(e, true));
        server.createContext("/without-length", e -> stream(e, false));
        server.createContext("/guarded", e -> {
            String expected = "Basic "
                    + Base64.getEncoder().encodeToString(("guard:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (expected.equals(e.getRequestHeaders().getFirst("Authorization"))) {
                stream(e, true);
            } else {
                e.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"camera\"");
                e.sendResponseHeaders(401, -1);
                e.close();
            }
        });
        server.createContext("/page", e -> {
            byte[] page = "<html>This is the camera's login page.</html>".getBytes(StandardCharsets.UTF_8);
            e.getResponseHeaders().add("Content-Type", "text/html");
            e.sendResponseHeaders(200, page.length);
            e.getResponseBody().write(page);
            e.close();
        });
        server.start();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void stream(HttpExchange exchange, boolean withLength) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace; boundary=camera-boundary");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; ; i++) {
                byte[] jpeg = jpegs.get(i % jpegs.size());
                String head = "--camera-boundary\r\nContent-Type: image/jpeg\r\n"
                        + (withLength ? "Content-Length: " + jpeg.length + "\r\n" : "") + "\r\n";
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(jpeg);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Thread.sleep(20);
                while (stalled) {
                    Thread.sleep(20);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stopServer() {
        threads.shutdownNow();
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private CameraConfig all(String source) {
        return CameraConfig.of(source).withFramesPerSecond(100).withMotionGate(false);
    }

    @Nested
    class WithLength extends FrameSourceContract {
        @Override
        FrameSource open() throws Exception {
            return openOnce(url("/with-length"));
        }
    }

    @Nested
    class WithoutLength extends FrameSourceContract {
        @Override
        FrameSource open() throws Exception {
            return openOnce(url("/without-length"));
        }
    }

    @Test
    void aStallIsNoticedAndTheStreamComesBack() throws Exception {
        try (var rig = new CameraRig(PATIENCE)) {
            rig.start("yard", all(url("/with-length")));
            Waiting.until("pictures", BOUND, () -> rig.pictures("yard") > 5);
            stalled = true;
            Waiting.until("down with the reason", BOUND, () -> rig.fault("yard")
                    .orElse("")
                    .contains("stalls"));
            long before = rig.pictures("yard");
            stalled = false;
            Waiting.until("pictures again", BOUND, () -> rig.pictures("yard") > before + 5);
        }
    }

    @Test
    void theRightPasswordOpens() throws Exception {
        try (var rig = new CameraRig(PATIENCE).withVariable("YARD", PASSWORD)) {
            rig.start("yard", all(url("/guarded").replace("http://", "http://guard:${env:YARD}@")));
            Waiting.until("pictures", BOUND, () -> rig.pictures("yard") > 5);
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutShowingIt() throws Exception {
        try (var rig = new CameraRig(PATIENCE).withVariable("YARD", "wr0ng-m@rked")) {
            rig.start("yard", all(url("/guarded").replace("http://", "http://guard:${env:YARD}@")));
            Waiting.until("down with the reason", BOUND, () -> rig.fault("yard")
                    .orElse("")
                    .contains("user name or password"));
            assertThat(rig.fault("yard").orElseThrow()).doesNotContain("m@rked", "guard:");
        }
    }

    @Test
    void aPageThatIsNoStreamIsSaid() throws Exception {
        try (var rig = new CameraRig(PATIENCE)) {
            rig.start("yard", all(url("/page")));
            Waiting.until("down with the reason", BOUND, () -> rig.fault("yard")
                    .orElse("")
                    .matches(".*/page: (not a video|the stream ended|no answer).*"));
        }
    }
}
