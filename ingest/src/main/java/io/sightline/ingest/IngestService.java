package io.sightline.ingest;

import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all cameras and publishes their pictures and their time. Cameras may come, change and go while it runs. */
public final class IngestService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);
    private static final long TICK_MILLIS = 1000;
    private static final String REMOVED = "The camera was removed";

    // Not ThreadLocalRandom itself, which belongs to the thread that asks for it.
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    private final IngestSettings settings;
    private final ServiceContext context;
    private final AvroCodec codec;
    private final FramePublisher publisher;
    private final HealthPublisher healthPublisher;
    private final FrameSources sources;
    private final Optional<CameraTopicFollower> follower;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "ingest-clock"));
    private final Map<String, CameraWorker> workers = new ConcurrentHashMap<>();
    private final Map<String, CameraQueue> queues = new HashMap<>();
    private final Map<String, CameraDiary> diaries = new HashMap<>();
    private boolean closed;

    public IngestService(IngestSettings settings, Connection connection, ServiceContext context) {
        this(settings, connection, context, RegistryAvroCodec.open(connection));
    }

    /** @param codec closed with the service */
    IngestService(IngestSettings settings, Connection connection, ServiceContext context, AvroCodec codec) {
        this.settings = settings;
        this.context = context;
        this.codec = codec;
        KafkaClients clients = new KafkaClients(connection);
        FrameSender sender = new KafkaFrameSender(
                () -> clients.producer("ingest"), clients::admin, codec, connection.topicPrefix(), context.metrics());
        this.publisher = new FramePublisher(
                sender, context.health().component("ingest"), TimeSource.SYSTEM, RANDOM, this::failed);
        this.healthPublisher = new HealthPublisher(
                () -> clients.producer("ingest-health"),
                codec,
                connection.topicPrefix(),
                TimeSource.SYSTEM,
                context.metrics(),
                this::failed);
        var secrets = new SecretResolver(
                System::getenv,
                settings.secretVariablePrefix(),
                settings.secretFolder().filter(f -> !f.isBlank()).map(Path::of));
        this.sources = new FrameSources(secrets, settings.openTimeout(), settings.stallTimeout(), TimeSource.SYSTEM);
        this.follower = settings.followTopic()
                ? Optional.of(new CameraTopicFollower(
                        () -> clients.reader("ingest-cameras"),
                        () -> clients.producer("ingest-dead-letters"),
                        codec,
                        connection.topicPrefix(),
                        this,
                        context))
                : Optional.empty();
    }

    @Override
    public synchronized void start() {
        publisher.start();
        healthPublisher.start();
        settings.cameras().forEach((id, config) -> run(Camera.of(id, config)));
        var unused = clock.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        follower.ifPresent(CameraTopicFollower::start);
    }

    /** Reads this camera from now on; one with the same id is read anew if more than its zones has changed. */
    synchronized void put(Camera camera) {
        if (closed || isConfigured(camera.id())) {
            return;
        }
        CameraWorker before = workers.get(camera.id());
        if (before == null || !before.takesOver(camera)) {
            run(camera);
        }
    }

    /** Reads this camera no longer. */
    synchronized void remove(String id) {
        if (isConfigured(id)) {
            return;
        }
        CameraWorker worker = workers.remove(id);
        if (worker != null) {
            worker.close();
            CameraQueue queue = queues.remove(id);
            // The last word, so that whoever was in view is not waited for.
            queue.tick(false, REMOVED);
            diaries.remove(id).down(REMOVED);
            publisher.remove(queue);
            LOG.atInfo().addKeyValue("camera", id).log("Camera is removed");
        }
        context.health().remove(healthName(id));
    }

    /** Says that a camera's settings cannot be used; it goes on with those that it has. */
    synchronized void refuse(String id, UserError reason) {
        if (!isConfigured(id)) {
            LOG.atWarn()
                    .addKeyValue("camera", id)
                    .addKeyValue("reason", reason.getMessage())
                    .log("Camera's settings are refused");
            if (!workers.containsKey(id)) {
                context.health().component(healthName(id)).optional().down(reason.getMessage());
            }
        }
    }

    boolean isConfigured(String id) {
        return settings.cameras().containsKey(id);
    }

    private void run(Camera camera) {
        CameraWorker before = workers.get(camera.id());
        if (before != null) {
            before.close();
        }
        CameraQueue queue = queues.computeIfAbsent(
                camera.id(),
                id -> publisher.add(id, settings.queueLength(), () -> new CameraMeters(id, context.metrics())));
        CameraDiary diary = diaries.computeIfAbsent(
                camera.id(),
                id -> new CameraDiary(
                        id, CameraWorker.OPENING, queue.meters(), TimeSource.SYSTEM, healthPublisher::offer));
        var worker = new CameraWorker(
                camera,
                () -> sources.open(camera),
                queue,
                context.health().component(healthName(camera.id())).optional(),
                diary,
                new Backoff(settings.reconnectFirst(), settings.reconnectLongest(), RANDOM),
                settings.gate(),
                TimeSource.SYSTEM,
                this::failed);
        workers.put(camera.id(), worker);
        worker.start();
    }

    static String healthName(String camera) {
        return "camera/" + camera;
    }

    private void tick() {
        try {
            // Without the lock: while one camera is slow to stop, the others' time goes on.
            workers.values().forEach(CameraWorker::tick);
        } catch (RuntimeException | Error e) {
            failed(e); // the executor would say nothing, and tick no more
        }
    }

    private void failed(Throwable bug) {
        LOG.atError().setCause(bug).log("Ingest failed");
        context.health().fail("ingest failed: " + bug.getClass().getSimpleName());
        context.failure().accept(bug);
    }

    @Override
    public void close() {
        List<CameraWorker> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = List.copyOf(workers.values());
            workers.clear();
        }
        follower.ifPresent(CameraTopicFollower::close);
        clock.shutdownNow();
        all.parallelStream().forEach(CameraWorker::close);
        publisher.close();
        healthPublisher.close();
        queues.values().forEach(queue -> queue.meters().close());
        codec.close();
    }
}
