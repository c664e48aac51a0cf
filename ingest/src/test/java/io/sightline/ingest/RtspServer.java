package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.testkit.Prerequisite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** GStreamer's RTSP server as a child process: an RTSP implementation that nobody here wrote. */
final class RtspServer implements AutoCloseable {
    private static final String PYTHON = "/usr/bin/python3"; // Debian's own: another has no GStreamer bindings.
    private final Process process;
    private final int port;

    private RtspServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test where the server is not installed; in CI it must be. */
    static void assumeInstalled() throws Exception {
        boolean installed = Files.isExecutable(Path.of(PYTHON)) && importsWork();
        Prerequisite.require(
                installed, "GStreamer's RTSP server is not installed; the packages are named in ingest/README.md");
    }

    private static boolean importsWork() throws Exception {
        Process probe = new ProcessBuilder(
                        PYTHON,
                        "-c",
                        "import gi; gi.require_version('GstRtspServer', '1.0'); gi.require_version('Gst', '1.0');"
                                + " from gi.repository import Gst, GstRtspServer; Gst.init(None);"
                                + " assert all(Gst.ElementFactory.find(e)"
                                + " for e in ('multifilesrc', 'h264parse', 'rtph264pay'))")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return probe.waitFor(30, TimeUnit.SECONDS) && probe.exitValue() == 0;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param port 0 for a free one
     * @param auth user, password, and basic or digest; or nothing
     */
    static RtspServer start(int port, Path clip, String... auth) throws Exception {
        Path script = Path.of(RtspServer.class.getResource("rtsp_server.py").toURI());
        List<String> command =
                new ArrayList<>(List.of(PYTHON, script.toString(), Integer.toString(port), clip.toString()));
        command.addAll(List.of(auth));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            if (line == null || !line.startsWith("ready ")) {
                throw new IOException("The RTSP server did not start on port " + port);
            }
            return new RtspServer(process, Integer.parseInt(line.substring(6)));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "rtsp://127.0.0.1:" + port + "/clip";
    }

    void signal(String name) throws Exception {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly(); // By its own process id, also when it is stopped by a signal.
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
