package io.sightline.ingest;

import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Health;
import io.sightline.schemas.avro.Frame;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the cameras' records to Kafka, on one thread of its own, camera by camera in turn. It alone waits when Kafka or
 * the registry is away; meanwhile the cameras' queues drop their oldest.
 */
final class FramePublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FramePublisher.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);
    private static final long SILENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final FrameSender sender;
    private final Health.Component health;
    private final TimeSource time;
    private final RandomGenerator random;
    private final Consumer<Throwable> failure;
    private final Map<String, CameraQueue> queues = new ConcurrentHashMap<>();
    private final Semaphore work = new Semaphore(0);
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong lastAnswer = new AtomicLong();
    private final AtomicLong floor = new AtomicLong(-1);
    private final Thread thread = new Thread(this::run, "ingest-publisher");
    private volatile boolean running;

    // Belongs to the publisher's thread: how long to wait after the next failure.
    private long wait = FIRST_WAIT.toMillis();

    /** @param failure told of a bug, which ends the publishing */
    FramePublisher(
            FrameSender sender,
            Health.Component health,
            TimeSource time,
            RandomGenerator random,
            Consumer<Throwable> failure) {
        this.sender = sender;
        this.health = health;
        this.time = time;
        this.random = random;
        this.failure = failure;
    }

    void start() {
        running = true;
        thread.start();
    }

    /** The camera's queue; one that was removed and is not empty yet goes on. */
    CameraQueue add(String camera, int capacity, Supplier<CameraMeters> meters) {
        return queues.compute(camera, (id, before) -> {
            if (before == null) {
                var queue = new CameraQueue(camera, capacity, time, meters.get(), this::wake);
                long known = floor.get();
                if (known >= 0) {
                    queue.open(known); // Before its first picture is stamped, so that none is behind.
                }
                return queue;
            }
            before.revive();
            return before;
        });
    }

    /** What the camera's queue holds still goes out; then it is forgotten, its meters too. */
    void remove(CameraQueue queue) {
        queue.retire();
        wake();
    }

    private void forgetFinished() {
        for (String camera : queues.keySet()) {
            queues.computeIfPresent(camera, (id, queue) -> {
                if (!queue.isFinished()) {
                    return queue;
                }
                floor.accumulateAndGet(queue.lastStamp(), Math::max);
                queue.meters().close();
                return null;
            });
        }
    }

    private void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    private void run() {
        try {
            while (running) {
                if (floor.get() >= 0) {
                    round();
                } else {
                    learnFloor();
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("Publisher is interrupted to stop");
        } catch (RuntimeException | Error e) {
            health.down("A bug ended the publishing of frames");
            failure.accept(e);
        } finally {
            sender.close();
        }
    }

    private void learnFloor() throws InterruptedException {
        patiently(() -> {
            long latest = sender.latestTimestamp();
            if (latest > time.wallMillis()) {
                LOG.atWarn()
                        .addKeyValue("aheadMillis", latest - time.wallMillis())
                        .log("The clock is behind that of the run before; cameras' times wait for it");
            }
            floor.set(Math.max(0, latest));
            health.up();
        });
    }

    private void round() throws InterruptedException {
        forgetFinished();
        boolean sent = false;
        for (CameraQueue queue : queues.values()) {
            if (!queue.isOpen()) {
                queue.open(floor.get());
            }
            Optional<Frame> next = queue.take();
            if (next.isPresent()) {
                sent = true;
                if (!send(queue, next.get())) {
                    return;
                }
            }
        }
        if (!sent) {
            boolean woken = work.tryAcquire(1, TimeUnit.SECONDS);
            work.drainPermits();
            if (!woken || inFlight.get() > 0) {
                noticeSilence();
            }
        }
    }

    /** @return false if it had to wait, so that what is newest now is looked at first */
    private boolean send(CameraQueue queue, Frame frame) throws InterruptedException {
        return patiently(() -> {
            if (inFlight.get() == 0) {
                lastAnswer.set(time.nanos());
            }
            try {
                inFlight.incrementAndGet();
                sender.send(frame, TraceContext.random(random), new Outcome(queue, frame));
            } catch (DependencyAwayException e) {
                inFlight.decrementAndGet();
                queue.putBack(frame);
                throw e;
            }
        });
    }

    private interface Attempt {
        void run() throws DependencyAwayException;
    }

    private boolean patiently(Attempt attempt) throws InterruptedException {
        try {
            attempt.run();
            wait = FIRST_WAIT.toMillis();
            return true;
        } catch (DependencyAwayException e) {
            away(e.getMessage());
            time.sleep(Duration.ofMillis(wait / 2 + random.nextLong(wait / 2 + 1)));
            wait = Math.min(2 * wait, LONGEST_WAIT.toMillis());
            return false;
        }
    }

    private void away(String reason) {
        if (health.fault().isEmpty()) {
            LOG.atWarn().addKeyValue("reason", reason).log("Frames cannot be published; the oldest are dropped");
        }
        health.down(reason);
    }

    private void noticeSilence() {
        if (inFlight.get() > 0 && time.nanos() - lastAnswer.get() > SILENCE_NANOS) {
            away("Kafka has confirmed nothing for " + SILENCE_NANOS / 1_000_000_000 + " s");
        }
    }

    /** What Kafka says to one record. */
    private final class Outcome implements FrameSender.Answer {
        private final CameraQueue queue;
        private final Frame frame;

        Outcome(CameraQueue queue, Frame frame) {
            this.queue = queue;
            this.frame = frame;
        }

        @Override
        public void confirmed() {
            answered();
            if (health.fault().isPresent()) {
                LOG.atInfo().log("Frames are published");
            }
            health.up();
            queue.confirmed(frame);
        }

        @Override
        public void failed(boolean tooLarge, String reason) {
            answered();
            if (!tooLarge) {
                away("Kafka: " + reason);
            }
            queue.failed(frame, tooLarge ? CameraMeters.Drop.TOO_LARGE : CameraMeters.Drop.KAFKA);
        }

        private void answered() {
            inFlight.decrementAndGet();
            lastAnswer.set(time.nanos());
        }
    }

    /** Sends what waits, for a few seconds at most, and ends. */
    @Override
    public void close() {
        if (!thread.isAlive()) {
            return;
        }
        try {
            long end = System.nanoTime() + STOP_PATIENCE.toNanos();
            while (thread.isAlive()
                    && health.fault().isEmpty()
                    && System.nanoTime() < end
                    && !queues.values().stream().allMatch(CameraQueue::isDrained)) {
                Thread.sleep(20);
            }
            running = false;
            wake();
            thread.join(500);
            thread.interrupt();
            thread.join(STOP_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
