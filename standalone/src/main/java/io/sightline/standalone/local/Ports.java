package io.sightline.standalone.local;

import io.sightline.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ports of the loopback interface: which are free, and who holds one that is not. */
public final class Ports {
    private static final String LISTENING = "0A";
    private static final List<String> SOCKET_TABLES = List.of("/proc/net/tcp", "/proc/net/tcp6");

    private Ports() {}

    /** A port that nobody holds now. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on the loopback interface", e);
        }
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port + " cannot be tried", e);
        }
    }

    /**
     * @param purpose for example {@code Kafka}
     * @param option what chooses another port, for example {@code --kafka-port}
     * @throws UserError naming the port and, where the system tells, who holds it
     */
    public static void requireFree(int port, String purpose, String option) {
        if (!isFree(port)) {
            throw new UserError("Port " + port + ", meant for " + purpose + ", is in use"
                    + holder(port).map(h -> " by " + h).orElse("") + ". Stop that, or choose another port with "
                    + option + ".");
        }
    }

    /** Whether something listens there. */
    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** "process 4711 (java)", if Linux lets us see it: only for own processes, or as root. */
    public static Optional<String> holder(int port) {
        Optional<String> inode = SOCKET_TABLES.stream()
                .map(Path::of)
                .flatMap(table -> listeningInode(table, port).stream())
                .findFirst();
        return inode.flatMap(Ports::ownerOf);
    }

    private static Optional<String> listeningInode(Path table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        try {
            return Files.readAllLines(table).stream()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals(LISTENING))
                    .map(f -> f[9])
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // not Linux, or hidden: the message does without the holder
        }
    }

    private static Optional<String> ownerOf(String inode) {
        Path link = Path.of("socket:[" + inode + "]");
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, link)) {
                    String name = Files.readString(process.resolve("comm")).trim();
                    return Optional.of("process " + process.getFileName() + " (" + name + ")");
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // it went away while we looked
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Path link) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(link)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // another user's process, or gone
        }
        return false;
    }
}
