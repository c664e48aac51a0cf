package io.sightline.console.live;

import io.sightline.console.api.LiveCamera;
import io.sightline.console.api.Who;
import io.sightline.console.http.EventStreams.Message;
import io.sightline.console.people.PeopleBook;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.PatientTail;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All cameras, for all who look: read once, however many look, and not at all while nobody does. Pictures and boxes of the
 * same frame are shown together. Thread-safe.
 */
public final class LiveView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);

    private static final Duration POLL = Duration.ofMillis(50);
    /** Who is in view now was named by events of before. */
    private static final Duration NAMES_SINCE = Duration.ofMinutes(10);
    /** A page that is loaded again leaves and comes back. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    static final Duration SHORTEST_INTERVAL = Duration.ofMillis(250);
    /** Pictures that all who look get together: one costs about half a millisecond of a processor to tell and to send. */
    static final int MOST_PER_SECOND = 100 * Runtime.getRuntime().availableProcessors();

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int MOST_TRACKS = 20_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final Connection connection;
    private final PeopleBook people;
    private final InstantSource clock;
    private final Set<Consumer<Message>> viewers = new CopyOnWriteArraySet<>();
    private final Map<String, Screen> screens = new TreeMap<>();
    private final LinkedHashMap<String, IdentityEvent> identities = new LinkedHashMap<>();
    private Instant lastLook = Instant.MIN;
    private Thread reader;
    private volatile boolean isClosed;

    public LiveView(Connection connection, PeopleBook people, InstantSource clock) {
        this.connection = connection;
        this.people = people;
        this.clock = clock;
    }

    /**
     * Shows every camera, and what changes from now on.
     *
     * @param viewer called from another thread; must not wait
     * @return ends it
     */
    public Runnable watch(Consumer<Message> viewer) {
        viewers.add(viewer);
        synchronized (this) {
            lastLook = clock.instant();
            if (reader == null && !isClosed) {
                reader = new Thread(this::read, "console-live");
                reader.setDaemon(true);
                reader.start();
            }
            screens.values().forEach(s -> viewer.accept(message(s)));
        }
        return () -> viewers.remove(viewer);
    }

    /**
     * The JPEG of a picture that is or was just shown; empty if it is too old.
     *
     * @param width pixels; 0 for the whole
     */
    public Optional<byte[]> picture(String cameraId, String frameId, int width) {
        Optional<Shown> picture;
        synchronized (this) {
            picture = Optional.ofNullable(screens.get(cameraId)).flatMap(s -> s.picture(frameId));
        }
        // Outside the lock: to make a preview takes milliseconds.
        return picture.map(p -> width == 0 ? p.whole() : p.preview(width));
    }

    /** Whether pictures are read at present. */
    public synchronized boolean isReading() {
        return reader != null;
    }

    private void read() {
        while (isWanted()) {
            try (TopicStore topics = TopicStore.open(connection);
                    PatientTail<Frame> frames = topics.patientTail(Topics.FRAMES, From.END);
                    PatientTail<FrameDetections> detections = topics.patientTail(Topics.DETECTIONS, From.END);
                    PatientTail<IdentityEvent> events = topics.patientTail(
                            Topics.IDENTITY_EVENTS,
                            new From.Time(clock.instant().minus(NAMES_SINCE)))) {
                while (isWanted()) {
                    var newFrames = frames.poll(POLL);
                    var newDetections = detections.poll(Duration.ZERO);
                    var newEvents = events.poll(Duration.ZERO);
                    synchronized (this) {
                        newFrames.forEach(this::learnFrame);
                        newDetections.forEach(this::learnDetections);
                        newEvents.forEach(this::learnEvent);
                    }
                    show();
                }
            } catch (Unavailable e) {
                LOG.atDebug().setCause(e).log("Pictures cannot be read now");
                pause();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("Live view begins anew");
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            isClosed = true;
        }
    }

    /** Whether to go on; if not, everything is let go of. */
    private synchronized boolean isWanted() {
        Instant now = clock.instant();
        if (!viewers.isEmpty()) {
            lastLook = now;
        }
        if (isClosed || lastLook.plus(GRACE).isBefore(now)) {
            reader = null;
            screens.clear();
            identities.clear();
            return false;
        }
        return true;
    }

    private void learnFrame(Entry<Frame> entry) {
        if (entry.value() != null) {
            screens.computeIfAbsent(entry.value().getCameraId(), Screen::new).learn(entry.value());
        }
    }

    private void learnDetections(Entry<FrameDetections> entry) {
        Screen screen = entry.value() == null ? null : screens.get(entry.value().getCameraId());
        if (screen != null) {
            screen.learn(entry.value());
        }
    }

    private void learnEvent(Entry<IdentityEvent> entry) {
        IdentityEvent event = entry.value();
        if (event == null || event.getKind() == EventKind.LEFT) {
            return;
        }
        boolean isCorrection = event.getKind() == EventKind.CORRECTED || event.getKind() == EventKind.RETRACTED;
        boolean namesSomebody = event.getPersonId() != null || event.getAnonymousId() != null;
        if (namesSomebody || isCorrection) {
            identities.remove(event.getTrackId());
            identities.put(event.getTrackId(), event);
            var eldest = identities.entrySet().iterator();
            while (identities.size() > MOST_TRACKS) {
                eldest.next();
                eldest.remove();
            }
        }
        Screen screen = screens.get(event.getCameraId());
        if (screen != null) {
            screen.renamed();
            if (!isCorrection) {
                learnDelay(screen, event);
            }
        }
    }

    /** Of those that come now; one that was read from before would tell how old it is. */
    private void learnDelay(Screen screen, IdentityEvent event) {
        long millis = Duration.between(event.getCapturedAt(), clock.instant()).toMillis();
        if (millis >= 0 && millis < Duration.ofSeconds(30).toMillis()) {
            screen.learnDelay(millis);
        }
    }

    private synchronized void show() {
        Instant now = clock.instant();
        Duration interval = interval(viewers.size(), screens.size());
        for (Screen screen : screens.values()) {
            if (screen.advance(now, interval)) {
                Message message = message(screen);
                viewers.forEach(v -> v.accept(message));
            }
        }
    }

    /**
     * How often a camera's picture changes: a few times a second; seldomer where many look at many, so that looking takes
     * no more of the machine than it may.
     */
    static Duration interval(int viewers, int cameras) {
        Duration shared =
                Duration.ofSeconds(1).multipliedBy((long) viewers * cameras).dividedBy(MOST_PER_SECOND);
        return shared.compareTo(SHORTEST_INTERVAL) > 0 ? shared : SHORTEST_INTERVAL;
    }

    private Message message(Screen screen) {
        LiveCamera camera = screen.view(this::who);
        return Message.of("camera", camera.cameraId(), camera);
    }

    private Who who(String trackId) {
        IdentityEvent event = identities.get(trackId);
        if (event == null) {
            return Who.unknown();
        }
        if (event.getPersonId() != null) {
            return Who.person(event.getPersonId(), people.nameOf(event.getPersonId()));
        }
        return event.getAnonymousId() == null ? Who.unknown() : Who.stranger(event.getAnonymousId());
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            isClosed = true;
            running = reader;
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
