package io.sightline.standalone.command;

import io.sightline.console.ConsoleService;
import io.sightline.core.service.ExitCode;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.PatientTail;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.Standalone;
import io.sightline.standalone.StandaloneOptions;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** A standalone system in the foreground: starts it, shows events as they come, and stops it on Ctrl-C. */
final class Session {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCH_UP = Duration.ofSeconds(30);
    /** Ctrl-C is done within ten seconds, however things stand. */
    private static final Duration STOP_LIMIT = Duration.ofMillis(9_500);

    private final DataFolder folder;
    private final StandaloneOptions options;
    private final EventFormat format;
    private final PrintStream out;
    private final PrintStream notes;
    private volatile boolean stopping;

    /**
     * @param out gets the events, and nothing else
     * @param notes gets what a person wants to know meanwhile
     */
    Session(DataFolder folder, StandaloneOptions options, EventFormat format, PrintStream out, PrintStream notes) {
        this.folder = folder;
        this.options = options;
        this.format = format;
        this.out = out;
        this.notes = notes;
    }

    /** What is done once the stages run, before events are shown: cameras, people. */
    interface Opening {
        void run(TopicStore topics, PrintStream notes);
    }

    /** Runs until it is told to stop, or a bug ends a stage. */
    ExitCode run(Opening opening) throws InterruptedException {
        var done = new CountDownLatch(1);
        Thread self = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(self, done), "stop"));
        try {
            return runUntilStopped(opening);
        } catch (InterruptedException | RuntimeException e) {
            if (stopping) {
                return ExitCode.OK; // it was interrupted on purpose, wherever it was
            }
            throw e;
        } finally {
            if (stopping) {
                notes.println("Stopped.");
            }
            done.countDown();
        }
    }

    private void stop(Thread session, CountDownLatch done) {
        stopping = true;
        if (done.getCount() == 0) {
            return;
        }
        notes.println();
        notes.println("Stopping.");
        session.interrupt();
        try {
            if (!done.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                notes.println("It takes too long; ending it. Nothing that was acknowledged is lost.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ExitCode runUntilStopped(Opening opening) throws InterruptedException {
        long begun = System.nanoTime();
        Standalone system =
                Standalone.start(Distribution.locate(), folder, options, line -> notes.println("  " + line));
        try (TopicStore topics = TopicStore.open(system.reachable().connection());
                PatientTail<IdentityEvent> events = topics.patientTail(Topics.IDENTITY_EVENTS, From.END);
                PatientTail<Person> names = topics.patientTail(Topics.PEOPLE, From.BEGINNING)) {
            var people = new People();
            names.untilCaughtUp(CATCH_UP, people::learn);
            notes.println("  Started in "
                    + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s");
            opening.run(topics, notes);
            show(system, events, names, people);
        } finally {
            // The interrupt has done its work; closing must not be cut short by it.
            boolean wasInterrupted = Thread.interrupted();
            system.close();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (!stopping && system.failure().isDone()) {
            LoggerFactory.getLogger(Session.class)
                    .atError()
                    .setCause(system.failure().join())
                    .log("A stage failed; the system was stopped");
            System.err.println(
                    "sightline: a stage failed, so everything was stopped; the log has the details: " + folder.log());
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }

    private void show(Standalone system, PatientTail<IdentityEvent> events, PatientTail<Person> names, People people) {
        var health = new HealthLines(system.health(), InstantSource.system());
        Optional<String> told = Optional.empty();
        boolean isConsoleTold = false;
        format.heading().ifPresent(out::println);
        while (!stopping && !system.failure().isDone() && !out.checkError()) {
            List<Entry<IdentityEvent>> next = events.poll(POLL);
            NamesInTime.learn(next, names::poll, people);
            health.changes().forEach(line -> notes.println("  " + line));
            if (!isConsoleTold && system.console().isDone()) {
                isConsoleTold = true;
                tellOf(system.console().join());
            }
            Optional<String> fault = events.fault().or(names::fault);
            if (fault.isPresent() != told.isPresent()) {
                notes.println(fault.map(f -> "  Events are kept, and shown once this is mended: " + f)
                        .orElse("  Events are shown again"));
                told = fault;
            }
            next.forEach(e -> out.println(format.line(e.value(), people)));
        }
    }

    private void tellOf(ConsoleService.Served console) {
        notes.println("  The console is at " + console.url());
        console.firstAdminUrl()
                .ifPresent(url -> notes.println("  Open this once, to make the first user, who is an admin: " + url));
    }

    static EventFormat columns() {
        return new EventColumns(ZoneId.systemDefault());
    }
}
