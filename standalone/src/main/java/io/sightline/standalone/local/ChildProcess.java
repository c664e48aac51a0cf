package io.sightline.standalone.local;

import io.sightline.core.UserError;
import io.sightline.standalone.child.ChildMain;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A JVM that we start, and that ends with us: see {@link ChildMain}.
 *
 * <p>It ignores SIGINT and SIGHUP: a terminal sends those to the whole foreground group, and then the broker would go
 * before the stages that commit to it. Whoever holds this object stops it in order.
 */
final class ChildProcess implements AutoCloseable {
    /** In the child, where its log goes. */
    private static final String LOG_FILE = "sightline.log.file";

    private static final int LINES_SHOWN = 15;
    private static final Duration TERM_GRACE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * What to start.
     *
     * @param name for messages, for example {@code Kafka}
     * @param classPath entries as {@code java -cp} takes them
     * @param jvmFlags memory, system properties
     * @param log what it is to log into, at most a few megabytes: it finds the path in the system property {@value
     *     #LOG_FILE}; the one of the run before is kept as {@code <log>.1}. Standard output and error, which is what the
     *     JVM itself has to say, go to {@code <log>.out}
     */
    record Command(
            String name,
            List<String> classPath,
            List<String> jvmFlags,
            String main,
            List<String> arguments,
            Path log) {}

    static ChildProcess start(Command command) throws IOException {
        Files.createDirectories(command.log.getParent());
        if (Files.exists(command.log)) {
            Files.move(command.log, sibling(command.log, ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> line = new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(command.jvmFlags);
        line.add("-D" + LOG_FILE + "=" + command.log);
        line.add(ChildMain.class.getName());
        line.add(command.main);
        line.addAll(command.arguments);
        List<String> classPath = new ArrayList<>(command.classPath);
        classPath.add(ownClasses());
        var builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(sibling(command.log, ".out").toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        // In the environment rather than on the command line: it is thousands of characters long.
        builder.environment().put("CLASSPATH", String.join(File.pathSeparator, classPath));
        // glibc otherwise makes an arena per thread, and hardly gives any of it back.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        return new ChildProcess(command.name, command.log, builder.start());
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static String ownClasses() {
        try {
            return Path.of(ChildMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Our own classes lie at no path", e);
        }
    }

    /**
     * Returns when the condition holds.
     *
     * @throws UserError with the child's last words, if it ends first or the time is up
     */
    void awaitReady(Duration limit, BooleanSupplier answers) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!answers.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new UserError(
                        name + " ended at its start with exit code " + process.exitValue() + "; " + lastWords());
            }
            if (System.nanoTime() > deadline) {
                throw new UserError(name + " did not answer within " + limit.toSeconds() + " s; " + lastWords());
            }
            process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** @throws UserError with the child's last words, unless it ends with 0 in time */
    void awaitSuccess(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new UserError(name + " did not finish within " + limit.toSeconds() + " s; " + lastWords());
        }
        if (process.exitValue() != 0) {
            throw new UserError(name + " ended with exit code " + process.exitValue() + "; " + lastWords());
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    private String lastWords() {
        List<String> printed = linesOf(sibling(log, ".out"));
        List<String> logged = linesOf(log);
        // Whoever could not begin to log has printed why.
        List<String> telling = logged.isEmpty() ? printed : logged;
        return "its log " + log
                + (telling.isEmpty()
                        ? " is empty"
                        : (logged.isEmpty() ? " is empty; it printed" : " ends with") + ":\n  "
                                + String.join("\n  ", last(telling)));
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
    }

    private static List<String> linesOf(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            return List.of("cannot be read: " + e.getMessage());
        }
    }

    /** Asks it to stop, and after a few seconds makes it. */
    @Override
    public void close() {
        process.destroy();
        boolean interrupted = false;
        try {
            if (!process.waitFor(TERM_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
