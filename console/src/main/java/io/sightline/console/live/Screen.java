package io.sightline.console.live;

import io.sightline.console.api.LiveCamera;
import io.sightline.console.api.LiveCamera.LiveFace;
import io.sightline.console.api.LiveCamera.LivePicture;
import io.sightline.console.api.LiveCamera.Rectangle;
import io.sightline.console.api.Who;
import io.sightline.console.http.Endpoint;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.FrameKind;
import io.sightline.schemas.avro.TrackedFace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one camera shows: its last pictures until the detector has said what is on them, and the one that is shown. Not
 * thread-safe, but for the pictures.
 */
final class Screen {
    /** So long it waits for the detector; then it is shown without boxes. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration RATE_SPAN = Duration.ofSeconds(5);
    private static final int MOST_PICTURES = 24;
    private static final int MOST_BYTES = 12 << 20;
    /** Shown ones that a browser may still fetch. */
    private static final int MOST_SHOWN = 8;

    private static final int DELAYS = 9;

    private final String cameraId;
    private final Deque<Shown> waiting = new ArrayDeque<>();
    private final Deque<Shown> shown = new ArrayDeque<>();
    private final Deque<Instant> captured = new ArrayDeque<>();
    private final Deque<Long> delays = new ArrayDeque<>();
    private int waitingBytes;
    private boolean isUp;
    private Optional<String> fault = Optional.empty();
    private Optional<Instant> clock = Optional.empty();
    private Instant shownAt = Instant.MIN;
    private boolean isChanged;

    Screen(String cameraId) {
        this.cameraId = cameraId;
    }

    void learn(Frame frame) {
        boolean wasUp = isUp;
        Optional<String> before = fault;
        isUp = frame.getCameraUp();
        fault = Optional.ofNullable(frame.getCameraFault());
        isChanged |= wasUp != isUp || !before.equals(fault) || frame.getKind() == FrameKind.CAMERA_TIME;
        clock = Optional.of(frame.getCapturedAt());
        if (frame.getKind() == FrameKind.PICTURE && frame.getImage() != null) {
            captured.addLast(frame.getCapturedAt());
            var picture = new Shown(frame);
            waiting.addLast(picture);
            waitingBytes += picture.bytes();
            while (waiting.size() > MOST_PICTURES || (waitingBytes > MOST_BYTES && waiting.size() > 1)) {
                waitingBytes -= waiting.removeFirst().bytes();
            }
        }
        while (!captured.isEmpty()
                && captured.peekFirst().isBefore(frame.getCapturedAt().minus(RATE_SPAN))) {
            captured.removeFirst();
        }
    }

    void learn(FrameDetections detections) {
        for (Shown picture : waiting) {
            if (detections.getFrameId().equals(picture.frame().getFrameId())) {
                picture.detected(detections.getFaces());
            }
        }
    }

    void learnDelay(long millis) {
        delays.addLast(millis);
        if (delays.size() > DELAYS) {
            delays.removeFirst();
        }
    }

    /** A name has come, or gone: what is shown is not right any more. */
    void renamed() {
        isChanged = true;
    }

    /**
     * Chooses the picture to show.
     *
     * @param interval so often at most
     * @return whether something is to be told
     */
    boolean advance(Instant now, Duration interval) {
        if (Duration.between(shownAt, now).compareTo(interval) < 0 && shownAt.isBefore(now)) {
            return false;
        }
        Optional<Shown> next = next();
        next.ifPresent(picture -> {
            while (waiting.peekFirst() != picture) {
                waitingBytes -= waiting.removeFirst().bytes();
            }
            waitingBytes -= waiting.removeFirst().bytes();
            shown.addLast(picture);
            if (shown.size() > MOST_SHOWN) {
                shown.removeFirst();
            }
        });
        boolean isNews = next.isPresent() || isChanged;
        if (isNews) {
            shownAt = now;
            isChanged = false;
        }
        return isNews;
    }

    /** The last that is detected; or, if the detector says nothing for long, one that has waited. */
    private Optional<Shown> next() {
        Iterator<Shown> latest = waiting.descendingIterator();
        while (latest.hasNext()) {
            Shown picture = latest.next();
            if (picture.isDetected()) {
                return Optional.of(picture);
            }
        }
        Instant limit = clock.map(c -> c.minus(PATIENCE)).orElse(Instant.MIN);
        latest = waiting.descendingIterator();
        while (latest.hasNext()) {
            Shown picture = latest.next();
            if (!picture.frame().getCapturedAt().isAfter(limit)) {
                return Optional.of(picture);
            }
        }
        return Optional.empty();
    }

    Optional<Shown> picture(String frameId) {
        return shown.stream()
                .filter(p -> frameId.equals(p.frame().getFrameId()))
                .findFirst();
    }

    LiveCamera view(Function<String, Who> whoByTrack) {
        double rate = captured.size() < 2 ? 0 : (double) captured.size() / RATE_SPAN.toSeconds();
        return new LiveCamera(
                cameraId,
                isUp,
                fault,
                rate,
                medianDelay(),
                clock,
                Optional.ofNullable(shown.peekLast()).map(p -> picture(p, whoByTrack)));
    }

    private Optional<Long> medianDelay() {
        List<Long> sorted = delays.stream().sorted().toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
    }

    private static LivePicture picture(Shown picture, Function<String, Who> whoByTrack) {
        Frame frame = picture.frame();
        List<LiveFace> faces = picture.faces().stream()
                .map(face -> face(face, frame, whoByTrack))
                .toList();
        return new LivePicture(
                frame.getFrameId(),
                Endpoint.BASE + "/live/pictures/" + frame.getFrameId(),
                frame.getCapturedAt(),
                frame.getWidth(),
                frame.getHeight(),
                faces);
    }

    private static LiveFace face(TrackedFace face, Frame frame, Function<String, Who> whoByTrack) {
        Box box = face.getFace().getBox();
        var rectangle = new Rectangle(
                box.getX() / frame.getWidth(),
                box.getY() / frame.getHeight(),
                box.getWidth() / frame.getWidth(),
                box.getHeight() / frame.getHeight());
        return new LiveFace(face.getTrackId(), rectangle, whoByTrack.apply(face.getTrackId()));
    }
}
