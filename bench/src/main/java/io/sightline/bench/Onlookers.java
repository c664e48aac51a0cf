package io.sightline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Browsers that look at the live view: a process of its own, so that their work is not the measured one's. Each fetches
 * pictures as the page does: the latest of each camera, one at a time. Ends with its standard input, and says what it
 * saw.
 */
@Command(name = "onlookers", hidden = true, description = "Looks at a console's live view. Part of bench console.")
final class Onlookers implements Callable<Integer> {
    /** A tile's, on a page with a few cameras. */
    private static final int WIDTH = 480;

    @Option(names = "--url", required = true)
    private URI url;

    @Option(names = "--cookie", required = true)
    private String cookie;

    @Option(names = "--clients", required = true)
    private int clients;

    @Option(names = "--stalled", required = true, description = "Such as ask and then read nothing")
    private int stalled;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LongAdder events = new LongAdder();
    private final LongAdder pictures = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /**
     * What all of them saw.
     *
     * @param failures requests that were not answered, or not with 200 or 404 (a picture that is not shown any more)
     * @param streams that are open at the end
     */
    record Seen(double seconds, long events, long pictures, long bytes, long failures, int streams) {}

    @Override
    public Integer call() throws IOException {
        List<Onlooker> looking = new ArrayList<>();
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            var onlooker = new Onlooker();
            looking.add(onlooker);
            var unused = http.sendAsync(
                            request("/api/v1/live")
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.fromLineSubscriber(onlooker))
                    .whenComplete((answer, error) -> onlooker.isOpen = false);
        }
        for (int i = 0; i < stalled; i++) {
            idle.add(stall());
        }
        long begun = System.nanoTime();
        while (System.in.read() >= 0) {
            // whoever started us says when to end
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        int streams = (int) looking.stream().filter(o -> o.isOpen).count();
        System.out.println(new JsonMapper()
                .writeValueAsString(
                        new Seen(seconds, events.sum(), pictures.sum(), bytes.sum(), failures.sum(), streams)));
        for (Socket socket : idle) {
            socket.close();
        }
        return 0;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).header("Cookie", cookie);
    }

    /** Asks for the stream with the smallest window there is, and reads nothing of it. */
    private Socket stall() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(1);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        socket.getOutputStream()
                .write(("GET /api/v1/live HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nCookie: " + cookie
                                + "\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** One browser. */
    private final class Onlooker implements Flow.Subscriber<String> {
        private final Map<String, String> wanted = new HashMap<>();
        private final Set<String> busy = new HashSet<>();
        private final JsonMapper json = new JsonMapper();
        private volatile boolean isOpen = true;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (!line.startsWith("data:")) {
                return;
            }
            events.increment();
            try {
                JsonNode camera = json.readTree(line.substring("data:".length()));
                if (camera.path("picture").hasNonNull("url")) {
                    want(
                            camera.get("cameraId").asText(),
                            camera.get("picture").get("url").asText());
                }
            } catch (IOException e) {
                failures.increment();
            }
        }

        private synchronized void want(String camera, String picture) {
            wanted.put(camera, picture);
            fetch(camera);
        }

        private synchronized void fetch(String camera) {
            if (busy.contains(camera)) {
                return;
            }
            String picture = wanted.remove(camera);
            if (picture == null) {
                return;
            }
            busy.add(camera);
            var unused = http.sendAsync(
                            request(picture + "?width=" + WIDTH)
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            BodyHandlers.ofInputStream())
                    .whenComplete((answer, error) -> {
                        if (error != null) {
                            failures.increment();
                        } else {
                            take(answer.statusCode(), answer.body());
                        }
                        done(camera);
                    });
        }

        private void take(int status, InputStream body) {
            try (body) {
                long read = body.transferTo(java.io.OutputStream.nullOutputStream());
                if (status == 200) {
                    pictures.increment();
                    bytes.add(read);
                } else if (status != 404) {
                    failures.increment();
                }
            } catch (IOException e) {
                failures.increment();
            }
        }

        private synchronized void done(String camera) {
            busy.remove(camera);
            fetch(camera);
        }

        @Override
        public void onError(Throwable error) {
            isOpen = false;
        }

        @Override
        public void onComplete() {
            isOpen = false;
        }
    }
}
