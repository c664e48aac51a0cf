package io.sightline.console.cameras;

import static io.sightline.console.http.Endpoint.Method.DELETE;
import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.POST;
import static io.sightline.console.http.Endpoint.Method.PUT;

import io.sightline.console.api.CameraForm;
import io.sightline.console.api.CameraTest;
import io.sightline.console.api.CameraTestRequest;
import io.sightline.console.api.CameraView;
import io.sightline.console.api.NewCamera;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.kafka.Stores;
import io.sightline.core.UserError;
import io.sightline.core.Zone;
import io.sightline.ingest.CameraConfig;
import io.sightline.ingest.CameraProbe;
import io.sightline.ingest.CameraRecord;
import io.sightline.ingest.ZoneConfig;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.vision.Picture;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Cameras, and trying them. */
public final class CameraEndpoints {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(8);
    private static final int SNAPSHOT_WIDTH = 1280;
    private static final int SNAPSHOT_QUALITY = 80;
    /** Each takes a decoder's memory, and up to the limit's time. */
    private static final int MOST_PROBES = 2;

    private final CameraBook cameras;
    private final CameraProbe probe;
    private final Stores stores;
    private final Semaphore probes = new Semaphore(MOST_PROBES);

    public CameraEndpoints(CameraBook cameras, CameraProbe probe, Stores stores) {
        this.cameras = cameras;
        this.probe = probe;
        this.stores = stores;
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(
                                GET,
                                "/cameras",
                                "list-cameras",
                                "Every camera, how it is read, and how it fared over the last day")
                        .role(Role.VIEWER)
                        .givesMany(CameraView.class)
                        .by(request -> cameras.all()),
                Endpoint.of(POST, "/cameras", "add-camera", "Adds a camera")
                        .role(Role.ADMIN)
                        .takes(NewCamera.class)
                        .gives(CameraView.class)
                        .by(this::add),
                Endpoint.of(PUT, "/cameras/{cameraId}", "change-camera", "Changes how a camera is read")
                        .role(Role.ADMIN)
                        .takes(CameraForm.class)
                        .gives(CameraView.class)
                        .by(this::change),
                Endpoint.of(DELETE, "/cameras/{cameraId}", "remove-camera", "Removes a camera; what it saw stays")
                        .role(Role.ADMIN)
                        .by(this::remove),
                Endpoint.of(POST, "/cameras/tests", "test-camera", "Opens a source from here, and takes one picture")
                        .role(Role.ADMIN)
                        .takes(CameraTestRequest.class)
                        .gives(CameraTest.class)
                        .by(this::test));
    }

    private CameraView add(Request request) {
        NewCamera camera = request.body(NewCamera.class);
        if (cameras.find(camera.cameraId()).isPresent()) {
            throw Problem.conflict("There is a camera " + camera.cameraId() + " already");
        }
        return put(request, record(camera.cameraId(), camera.settings()));
    }

    private CameraView change(Request request) {
        CameraForm form = request.body(CameraForm.class);
        return put(request, record(known(request), form));
    }

    private CameraView put(Request request, CameraSettings record) {
        request.about(
                record.getCameraId(),
                Map.of("zones", Integer.toString(record.getZones().size())));
        stores.with(topics -> {
            topics.put(Topics.CAMERAS, record.getCameraId(), record);
            return null;
        });
        return cameras.shown(record);
    }

    private Object remove(Request request) {
        String id = known(request);
        request.about(id, Map.of());
        stores.with(topics -> {
            topics.remove(Topics.CAMERAS, id);
            return null;
        });
        return null;
    }

    private String known(Request request) {
        String id = request.path("cameraId");
        return cameras.find(id)
                .map(CameraView::cameraId)
                .orElseThrow(() -> Problem.notFound("There is no camera " + id));
    }

    private static CameraSettings record(String id, CameraForm form) {
        try {
            return CameraRecord.of(
                    id,
                    new CameraConfig(
                            form.source(),
                            (float) form.framesPerSecond(),
                            form.maxWidth(),
                            form.jpegQuality(),
                            form.motionGate(),
                            form.loop(),
                            form.realTime(),
                            form.zones().stream().map(CameraEndpoints::zone).toList()));
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        }
    }

    private static ZoneConfig zone(CameraForm.Zone zone) {
        return new ZoneConfig(
                zone.name(),
                Zone.Purpose.valueOf(zone.purpose().name()),
                zone.points().stream().map(c -> List.of(c.x(), c.y())).toList());
    }

    private CameraTest test(Request request) throws InterruptedException {
        CameraTestRequest asked = request.body(CameraTestRequest.class);
        // Whether the address has a secret in plain text is said before anything is written down of it.
        CameraSettings checked = record("test", CameraForm.of(asked.source()));
        request.about("test", Map.of());
        if (!probes.tryAcquire()) {
            throw Problem.tooMany(PROBE_LIMIT.toSeconds(), "Other cameras are being tried; try again in a moment");
        }
        try {
            var snapshot = new AtomicReference<String>();
            CameraProbe.Result result =
                    probe.probe(checked.getSource(), PROBE_LIMIT, picture -> snapshot.set(dataUrl(picture)));
            return new CameraTest(
                    result.isReachable(),
                    words(result),
                    result.width(),
                    result.height(),
                    Optional.ofNullable(snapshot.get()));
        } finally {
            probes.release();
        }
    }

    private static String dataUrl(Picture picture) {
        try (Picture smaller = picture.scaledToWidth(SNAPSHOT_WIDTH)) {
            return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(smaller.toJpeg(SNAPSHOT_QUALITY));
        }
    }

    private static String words(CameraProbe.Result result) {
        double seconds = result.took().toMillis() / 1e3;
        return result.fault()
                .map(fault -> "No picture from " + fault + (fault.endsWith(".") ? "" : "."))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "It works: %d x %d px%s, the first picture after %.1f s.",
                        result.width(),
                        result.height(),
                        result.framesPerSecond() > 0
                                ? String.format(Locale.ROOT, ", %.0f pictures a second", result.framesPerSecond())
                                : "",
                        seconds));
    }
}
