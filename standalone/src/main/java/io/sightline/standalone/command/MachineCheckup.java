package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.RunningSystem;
import io.sightline.standalone.StandaloneOptions;
import io.sightline.standalone.local.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at what the system needs of a machine. */
final class MachineCheckup {
    private static final int LEAST_JAVA = 17;
    private static final long LEAST_MEMORY_MB = 2_560;
    private static final long COMFORTABLE_DISK_MB = 10_240;
    private static final Duration TOOL_LIMIT = Duration.ofSeconds(20);
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)[.\\d]*");

    private final DataFolder folder;
    private final StandaloneOptions ports;

    MachineCheckup(DataFolder folder, StandaloneOptions ports) {
        this.folder = folder;
        this.ports = ports;
    }

    /** @param running on the data folder */
    List<Finding> findings(Optional<RunningSystem> running) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(tool("Maven", "mvn", 3, 8, "Debian: apt-get install maven"));
        findings.add(tool("npm", "npm", 7, 0, "Debian: apt-get install nodejs npm"));
        findings.add(memory());
        findings.add(dataFolder());
        findings.add(disk());
        if (running.isPresent()) {
            findings.add(Finding.ok(
                    "Ports",
                    "held by the Sightline that runs (process " + running.get().pid() + ")"));
        } else {
            findings.add(port("Kafka", ports.kafkaPort(), "--kafka-port"));
            findings.add(port("Registry", ports.registryPort(), "--registry-port"));
            findings.add(port("Admin", ports.adminPort(), "--admin-port"));
            findings.add(port("Console", ports.consolePort(), "--console-port"));
        }
        return findings;
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String shown = version + " (" + System.getProperty("java.home") + ")";
        return version >= LEAST_JAVA
                ? Finding.ok("Java", shown)
                : Finding.wrong("Java", shown, "Install a JDK of version " + LEAST_JAVA + " or later");
    }

    /** Building needs it, running does not. */
    private static Finding tool(String subject, String command, int major, int minor, String install) {
        Optional<String> said = versionLine(List.of(command, "--version"), TOOL_LIMIT);
        if (said.isEmpty()) {
            return Finding.warning(
                    subject, "not found; needed to build, not to run what is built", "Install it. " + install);
        }
        Matcher version = VERSION.matcher(said.get());
        if (version.find()) {
            int foundMajor = Integer.parseInt(version.group(1));
            int foundMinor = Integer.parseInt(version.group(2));
            if (foundMajor < major || (foundMajor == major && foundMinor < minor)) {
                return Finding.warning(
                        subject,
                        version.group() + "; " + major + "." + minor + " or later is needed to build",
                        "Install a newer one. " + install);
            }
            return Finding.ok(subject, version.group());
        }
        return Finding.warning(subject, "does not tell its version", "Check: " + command + " --version");
    }

    /**
     * What the tool says of itself; empty if it is not there, and without a version if it does not answer in time.
     *
     * @param commandLine the tool and its arguments
     */
    static Optional<String> versionLine(List<String> commandLine, Duration limit) {
        Path output = null;
        try {
            // Not a pipe: reading it would wait for whoever holds it, a tool that hangs or what that has started.
            output = Files.createTempFile("sightline-doctor", null);
            Process process = new ProcessBuilder(commandLine)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return Optional.of("no answer");
            }
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> VERSION.matcher(l).find())
                    .findFirst()
                    .or(() -> Optional.of("no answer"));
        } catch (IOException e) {
            return Optional.empty(); // not there: that is the finding
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            if (output != null) {
                output.toFile().delete();
            }
        }
    }

    private static Finding memory() {
        try {
            Optional<Long> available = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(l -> l.startsWith("MemAvailable:"))
                    .map(l -> Long.parseLong(l.replaceAll("\\D", "")) >> 10)
                    .findFirst();
            if (available.isEmpty()) {
                return Finding.ok("Memory", "the system does not tell how much is available");
            }
            String shown = available.get() + " MB available";
            return available.get() >= LEAST_MEMORY_MB
                    ? Finding.ok("Memory", shown)
                    : Finding.warning(
                            "Memory",
                            shown + "; a system with two cameras takes up to " + LEAST_MEMORY_MB + " MB",
                            "End other programs, or use fewer cameras");
        } catch (IOException e) {
            return Finding.ok("Memory", "the system does not tell how much is available");
        }
    }

    private Finding dataFolder() {
        try {
            folder.requireWritable();
            return Finding.ok("Data folder", folder.root() + " is writable");
        } catch (UserError e) {
            return Finding.wrong("Data folder", e.getMessage(), "Choose another with --data, or change its owner");
        }
    }

    private Finding disk() {
        long free = folder.freeBytes() >> 20;
        String shown = free + " MB left under " + folder.root();
        try {
            folder.requireSpace();
        } catch (UserError e) {
            return Finding.wrong("Disk", shown, "Make room: at least 1 GB must be left");
        }
        return free >= COMFORTABLE_DISK_MB
                ? Finding.ok("Disk", shown)
                : Finding.warning(
                        "Disk", shown, "Frames alone may take up to 3 GB; crops of a month more. Make room in time");
    }

    private static Finding port(String subject, int port, String option) {
        return Ports.isFree(port)
                ? Finding.ok(subject + " port", port + " is free")
                : Finding.wrong(
                        subject + " port",
                        port + " is in use"
                                + Ports.holder(port).map(h -> " by " + h).orElse(""),
                        "Stop that, or start with " + option + " and another number");
    }
}
