package io.sightline.console.outbound;

import io.sightline.console.testkit.Keys;
import io.sightline.core.testkit.Prerequisite;
import io.sightline.core.testkit.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's mosquitto as a child process: an MQTT broker that nobody here wrote. */
final class Mosquitto implements AutoCloseable {
    private final Path folder;
    private final String address;
    private final int port;
    private Process process;

    /**
     * Starts nothing yet, but has its port already.
     *
     * @param folder for its files
     */
    Mosquitto(Path folder) throws IOException {
        this(folder, "127.0.0.1");
    }

    /** @param address of this machine */
    Mosquitto(Path folder, String address) throws IOException {
        this.folder = folder;
        this.address = address;
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            port = socket.getLocalPort();
        }
    }

    /** Skips the test where it is not installed; in CI it must be. */
    static void assumeInstalled() {
        Prerequisite.require(
                program("mosquitto").isPresent() && program("mosquitto_passwd").isPresent(),
                "mosquitto is not installed; Debian's package has that name");
    }

    private static Optional<Path> program(String name) {
        Stream<String> folders = Stream.concat(
                Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)), Stream.of("/usr/sbin"));
        return folders.map(f -> Path.of(f, name)).filter(Files::isExecutable).findFirst();
    }

    /** Starts it, or starts it again; who connects has to be this user. */
    void start(String user, String password) throws Exception {
        start(user, password, "");
    }

    /** The same, with TLS. */
    void start(String user, String password, Keys keys) throws Exception {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        keys.write(certificate, key);
        start(user, password, "certfile " + certificate + "\nkeyfile " + key + "\n");
    }

    private void start(String user, String password, String listener) throws Exception {
        Path passwords = folder.resolve("passwords");
        run(List.of(
                program("mosquitto_passwd").orElseThrow().toString(),
                "-b",
                "-c",
                passwords.toString(),
                user,
                password));
        Path config = Files.writeString(
                folder.resolve("mosquitto.conf"),
                "listener " + port + " " + address + "\n" + listener + "allow_anonymous false\npassword_file "
                        + passwords + "\npersistence false\nlog_dest none\nuser " + System.getProperty("user.name")
                        + "\n");
        process = new ProcessBuilder(program("mosquitto").orElseThrow().toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        Waiting.until("the broker listens", Duration.ofSeconds(20), this::listens);
    }

    private static void run(List<String> command) throws Exception {
        Process one = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!one.waitFor(20, TimeUnit.SECONDS) || one.exitValue() != 0) {
            throw new IOException(command.get(0) + " failed");
        }
    }

    private boolean listens() {
        try (var socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
