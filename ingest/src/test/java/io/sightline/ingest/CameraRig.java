package io.sightline.ingest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.service.Health;
import io.sightline.schemas.avro.CameraHealth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** One or more cameras as the service runs them, on a Kafka that is a list. */
final class CameraRig implements AutoCloseable {
    final RecordingSender sender = new RecordingSender();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Health health = new Health();
    final List<CameraHealth> healthRecords = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final FramePublisher publisher;
    private final Map<String, String> environment = new ConcurrentHashMap<>();
    private final Map<String, CameraWorker> workers = new ConcurrentHashMap<>();
    private final Duration patience;

    CameraRig(Duration patience) {
        this.patience = patience;
        publisher = new FramePublisher(
                sender, health.component("ingest"), TimeSource.SYSTEM, RandomGenerator.getDefault(), t -> {
                    throw new AssertionError(t);
                });
        publisher.start();
    }

    CameraRig withVariable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CameraWorker start(String id, CameraConfig config) {
        Camera camera = Camera.of(id, config);
        var sources = new FrameSources(
                new SecretResolver(environment::get, "", Optional.empty()), patience, patience, TimeSource.SYSTEM);
        return start(camera, () -> sources.open(camera));
    }

    CameraWorker start(Camera camera, FrameSource.Opening opening) {
        String id = camera.id();
        CameraQueue queue = publisher.add(id, 100, () -> new CameraMeters(id, metrics));
        var worker = new CameraWorker(
                camera,
                opening,
                queue,
                health.component(IngestService.healthName(id)).optional(),
                new CameraDiary(id, CameraWorker.OPENING, queue.meters(), TimeSource.SYSTEM, healthRecords::add),
                new Backoff(Duration.ofMillis(100), Duration.ofMillis(500), RandomGenerator.getDefault()),
                IngestSettings.of(Map.of()).gate(),
                TimeSource.SYSTEM,
                failures::add);
        workers.put(id, worker);
        worker.start();
        return worker;
    }

    long pictures(String id) {
        return sender.pictures().stream()
                .filter(f -> f.getCameraId().equals(id))
                .count();
    }

    Optional<String> fault(String id) {
        return health.component(IngestService.healthName(id)).fault();
    }

    double dropped(String id, String reason) {
        return metrics.get("sightline.ingest.frames.dropped")
                .tag("camera", id)
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Override
    public void close() {
        workers.values().forEach(CameraWorker::close);
        publisher.close();
    }
}
