package io.sightline.console.cameras;

import io.sightline.console.api.CameraForm;
import io.sightline.console.api.CameraForm.Corner;
import io.sightline.console.api.CameraForm.Zone;
import io.sightline.console.api.CameraView;
import io.sightline.console.api.CameraView.HealthPart;
import io.sightline.console.api.CameraView.State;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.CameraHealth;
import io.sightline.schemas.avro.CameraSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which cameras there are, as topics {@code cameras} and {@code camera-health} have it. Thread-safe. */
public final class CameraBook {
    /** What the health strip shows. */
    public static final Duration DAY = Duration.ofDays(1);

    private static final int PARTS = 48;
    /** A record that is older says nothing of now: see decision 0021. */
    private static final Duration NEWS = Duration.ofMinutes(2);
    /** One a minute, and one for each change: a camera that flickers must not fill the memory. */
    private static final int MOST_RECORDS = 5_000;

    private final InstantSource clock;
    private final Map<String, CameraSettings> settings = new TreeMap<>();
    private final Map<String, Deque<CameraHealth>> health = new HashMap<>();

    public CameraBook(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized void learnSettings(Entry<CameraSettings> entry) {
        if (entry.value() == null) {
            settings.remove(entry.key());
            health.remove(entry.key());
        } else {
            settings.put(entry.key(), entry.value());
        }
    }

    public synchronized void learnHealth(Entry<CameraHealth> entry) {
        if (entry.value() == null) {
            return;
        }
        Deque<CameraHealth> records = health.computeIfAbsent(entry.value().getCameraId(), id -> new ArrayDeque<>());
        records.addLast(entry.value());
        Instant oldest = clock.instant().minus(DAY);
        while (records.size() > MOST_RECORDS || records.peekFirst().getAt().isBefore(oldest)) {
            records.removeFirst();
            if (records.isEmpty()) {
                return;
            }
        }
    }

    synchronized List<CameraView> all() {
        return settings.values().stream().map(this::view).toList();
    }

    synchronized Optional<CameraView> find(String cameraId) {
        return Optional.ofNullable(settings.get(cameraId)).map(this::view);
    }

    /** What is shown of a camera that was just changed. */
    synchronized CameraView shown(CameraSettings camera) {
        return view(camera);
    }

    private CameraView view(CameraSettings camera) {
        Deque<CameraHealth> records = health.getOrDefault(camera.getCameraId(), new ArrayDeque<>());
        Instant now = clock.instant();
        Optional<State> state = Optional.ofNullable(records.peekLast())
                .filter(h -> h.getAt().isAfter(now.minus(NEWS)))
                .map(h -> new State(h.getUp(), Optional.ofNullable(h.getFault()), h.getAt()));
        return new CameraView(camera.getCameraId(), form(camera), state, parts(records, now));
    }

    private static List<HealthPart> parts(Iterable<CameraHealth> records, Instant now) {
        long part = DAY.toMillis() / PARTS;
        long begin = now.toEpochMilli() - DAY.toMillis();
        double[] known = new double[PARTS];
        double[] up = new double[PARTS];
        CameraHealth last = null;
        for (CameraHealth record : records) {
            long from = record.getFrom().toEpochMilli();
            long to = record.getAt().toEpochMilli();
            double share = to > from ? (double) record.getUpMillis() / (to - from) : 0;
            add(from, to, share, begin, known, up);
            last = record;
        }
        if (last != null) {
            // As it was then it is taken to be since, until the next record, or until that does not come.
            long to = Math.min(now.toEpochMilli(), last.getAt().plus(NEWS).toEpochMilli());
            add(last.getAt().toEpochMilli(), to, last.getUp() ? 1 : 0, begin, known, up);
        }
        List<HealthPart> parts = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            parts.add(new HealthPart(
                    Instant.ofEpochMilli(begin + i * part),
                    known[i] == 0 ? Optional.empty() : Optional.of(up[i] / known[i])));
        }
        return parts;
    }

    private static void add(long from, long to, double share, long begin, double[] known, double[] up) {
        long part = DAY.toMillis() / PARTS;
        for (int i = 0; i < PARTS; i++) {
            long overlap = Math.min(to, begin + (i + 1) * part) - Math.max(from, begin + i * part);
            if (overlap > 0) {
                known[i] += overlap;
                up[i] += overlap * share;
            }
        }
    }

    private static CameraForm form(CameraSettings camera) {
        return new CameraForm(
                camera.getSource(),
                camera.getFramesPerSecond(),
                camera.getMaxWidth(),
                camera.getJpegQuality(),
                camera.getMotionGate(),
                camera.getLoop(),
                camera.getRealTime(),
                camera.getZones().stream().map(CameraBook::zone).toList());
    }

    private static Zone zone(io.sightline.schemas.avro.Zone zone) {
        return new Zone(
                zone.getName(),
                CameraForm.Purpose.valueOf(zone.getPurpose().name()),
                zone.getPoints().stream()
                        .map(c -> new Corner(c.getX(), c.getY()))
                        .toList());
    }
}
