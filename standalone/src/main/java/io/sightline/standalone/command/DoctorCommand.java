package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.core.service.ExitCode;
import io.sightline.ingest.CameraProbe;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.standalone.RunningSystem;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Looks at Java, Maven, npm, memory, disk, ports, the running system and the cameras, and says what"
                        + " is wrong and how to mend it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing that keeps it from working", "3:something is wrong"})
final class DoctorCommand implements Callable<Integer> {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(8);

    @Mixin
    private DataOption data;

    @Mixin
    private SystemOptions system;

    @Option(
            names = "--camera",
            paramLabel = "ID=SOURCE",
            description =
                    "Try this camera too; may be given several times. Those of the running system are tried anyway")
    private List<String> cameras = new ArrayList<>();

    @Option(names = "--json", description = "One JSON object per line")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Logging.off();
        Map<String, String> sources = new LinkedHashMap<>(CameraRecords.parse(cameras));
        List<Finding> findings = new ArrayList<>();
        Optional<RunningSystem> running = runningSystem(findings);
        findings.addAll(0, new MachineCheckup(data.folder(), system.options()).findings(running));
        if (running.isPresent()) {
            findings.addAll(health(running.get()));
            savedCameras(running.get(), findings).forEach(sources::putIfAbsent);
        }
        for (var camera : sources.entrySet()) {
            findings.add(camera(camera.getKey(), camera.getValue()));
        }
        print(findings, System.out);
        return (findings.stream().anyMatch(f -> f.level() == Finding.Level.WRONG) ? ExitCode.NEGATIVE : ExitCode.OK)
                .code();
    }

    private Optional<RunningSystem> runningSystem(List<Finding> findings) {
        try {
            Optional<RunningSystem> running = RunningSystem.find(data.folder());
            if (running.isEmpty()) {
                findings.add(Finding.ok("System", "none runs on this data folder; ./sightline up starts one"));
            }
            return running;
        } catch (UserError e) {
            findings.add(Finding.wrong("System", e.getMessage(), "Stop what runs, if anything, and delete the file"));
            return Optional.empty();
        }
    }

    private static List<Finding> health(RunningSystem system) {
        List<Finding> findings = new ArrayList<>();
        try {
            new SystemState(system).components().forEach((name, state) -> {
                if (!name.startsWith(SystemState.camera(""))) { // cameras are tried themselves
                    findings.add(
                            state.equals("up")
                                    ? Finding.ok("System: " + name, state)
                                    : Finding.wrong(
                                            "System: " + name, state, "It tries again by itself; see sightline.log"));
                }
            });
        } catch (Unavailable e) {
            findings.add(Finding.wrong("System", e.getMessage(), "Stop it (Ctrl-C) and start it again"));
        }
        return findings;
    }

    private static Map<String, String> savedCameras(RunningSystem system, List<Finding> findings) {
        Map<String, String> sources = new LinkedHashMap<>();
        try (TopicStore topics = TopicStore.open(system.connection())) {
            topics.latest(Topics.CAMERAS)
                    .forEach((id, entry) -> sources.put(id, entry.value().getSource()));
        } catch (Unavailable e) {
            findings.add(Finding.wrong("Cameras", e.getMessage(), "See the findings above"));
        }
        return sources;
    }

    private static Finding camera(String id, String source) throws InterruptedException {
        String subject = "Camera " + id;
        try {
            CameraProbe.Result tried = new CameraProbe(System::getenv).probe(source, PROBE_LIMIT);
            return tried.fault()
                    .map(fault -> Finding.wrong(
                            subject, fault, "Check the address, the network and the camera's user and password"))
                    .orElseGet(() -> Finding.ok(
                            subject,
                            String.format(
                                    Locale.ROOT,
                                    "%d x %d at %.0f pictures a second, after %.1f s",
                                    tried.width(),
                                    tried.height(),
                                    tried.framesPerSecond(),
                                    tried.took().toMillis() / 1e3)));
        } catch (UserError e) {
            return Finding.wrong(subject, e.getMessage(), "Correct the source");
        }
    }

    private void print(List<Finding> findings, PrintStream out) {
        if (json) {
            for (Finding f : findings) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("subject", f.subject());
                fields.put("level", f.level().name());
                fields.put("what", f.what());
                fields.put("advice", f.advice().isEmpty() ? null : f.advice());
                out.println(Json.line(fields));
            }
            return;
        }
        var table = new Table("", "SUBJECT", "FOUND");
        for (Finding f : findings) {
            table.row(mark(f.level()), f.subject(), f.what());
            if (!f.advice().isEmpty()) {
                table.row("", "", "-> " + f.advice());
            }
        }
        table.print(out);
        long wrong =
                findings.stream().filter(f -> f.level() == Finding.Level.WRONG).count();
        out.println(
                wrong == 0 ? "Nothing is wrong." : wrong + (wrong == 1 ? " thing is wrong." : " things are wrong."));
    }

    private static String mark(Finding.Level level) {
        return switch (level) {
            case OK -> "ok";
            case WARNING -> "warning";
            case WRONG -> "WRONG";
        };
    }
}
