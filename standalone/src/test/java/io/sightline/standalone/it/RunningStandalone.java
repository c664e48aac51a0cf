package io.sightline.standalone.it;

import io.sightline.operations.topics.Enrolment;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.Photo;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.Standalone;
import io.sightline.standalone.StandaloneOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Everything in this JVM, with its own broker and registry, and what a test asks of it. */
final class RunningStandalone implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Standalone system;
    private final TopicStore topics;
    private final TopicTail<IdentityEvent> tail;
    private final List<IdentityEvent> events = new ArrayList<>();

    private RunningStandalone(Standalone system) {
        this.system = system;
        this.topics = TopicStore.open(system.reachable().connection());
        this.tail = topics.tail(Topics.IDENTITY_EVENTS, From.BEGINNING);
    }

    static RunningStandalone start(Path folder) throws InterruptedException {
        return start(folder, StandaloneOptions.onFreePorts());
    }

    static RunningStandalone start(Path folder, StandaloneOptions options) throws InterruptedException {
        var system = Standalone.start(Distribution.locate(), DataFolder.of(folder), options, line -> {});
        try {
            Backbone.await(() -> "ready: " + system.health().faults(), PATIENCE, () -> system.health()
                    .isReady());
            return new RunningStandalone(system);
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            system.close();
            throw e;
        }
    }

    Standalone system() {
        return system;
    }

    TopicStore topics() {
        return topics;
    }

    /** Enrols and insists on it; the person's id. */
    String enrol(String name, List<Photo> photos) {
        var outcome = new Enrolment(topics).enrol(name, photos, Optional.empty(), PATIENCE);
        if (outcome.answers().stream().noneMatch(Enrolment.Answer::isEnrolled)) {
            throw new AssertionError(name + " was not enrolled: " + outcome.answers());
        }
        return outcome.person().getPersonId();
    }

    Enrolment.Outcome tryToEnrol(String name, Photo... photos) {
        return new Enrolment(topics).enrol(name, List.of(photos), Optional.empty(), PATIENCE);
    }

    /** A file as a camera, at its own pace, every picture of the given rate looked at. */
    void play(String camera, Path file, float framesPerSecond, boolean loop) {
        topics.put(
                Topics.CAMERAS,
                camera,
                CameraSettings.newBuilder()
                        .setCameraId(camera)
                        .setSource(file.toAbsolutePath().toString())
                        .setFramesPerSecond(framesPerSecond)
                        .setMotionGate(false)
                        .setLoop(loop)
                        .build());
    }

    void remove(String camera) {
        topics.remove(Topics.CAMERAS, camera);
    }

    /** All events so far, once one of them is as wished. */
    List<IdentityEvent> eventsUntil(String what, Predicate<IdentityEvent> wished, Duration patience) {
        return eventsUntil(what, wished, 1, patience);
    }

    /** All events so far, once so many of them are as wished. */
    List<IdentityEvent> eventsUntil(String what, Predicate<IdentityEvent> wished, long count, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (events.stream().filter(wished).count() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError("No event within " + patience + ": " + what + "; there were " + summary());
            }
            readEvents();
        }
        return List.copyOf(events);
    }

    List<IdentityEvent> eventsSoFar() {
        readEvents();
        return List.copyOf(events);
    }

    private void readEvents() {
        tail.poll(POLL).stream().map(Entry::value).forEach(events::add);
    }

    /** For messages: camera, kind, who, and by what evidence. */
    String summary() {
        return events.stream()
                .map(e -> e.getEventId() + " " + e.getPersonId() + " " + e.getAnonymousId()
                        + (e.getReasons() == null
                                ? ""
                                : " distance " + e.getReasons().getDistance() + " of "
                                        + e.getReasons().getEvidence() + " faces, quality "
                                        + e.getReasons().getQuality()))
                .collect(Collectors.joining("\n", "[", "]"));
    }

    static List<IdentityEvent> ofKind(List<IdentityEvent> events, EventKind kind) {
        return events.stream().filter(e -> e.getKind() == kind).toList();
    }

    /** Names by id. */
    Map<String, String> names() {
        return topics.latest(Topics.PEOPLE).values().stream()
                .map(Entry::value)
                .collect(Collectors.toMap(Person::getPersonId, p -> String.valueOf(p.getName())));
    }

    @Override
    public void close() {
        tail.close();
        topics.close();
        system.close();
    }
}
