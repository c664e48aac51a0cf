package io.sightline.bench;

import io.sightline.core.FrameId;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameDetections;
import io.sightline.schemas.avro.FrameKind;
import io.sightline.schemas.avro.TrackedFace;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What ingest, detector and embedder write while people walk past: pictures, the boxes on them, and a vector of each who
 * comes. Sent at an even pace by a thread of its own; the times at which vectors were sent are kept.
 */
final class ConsoleTraffic implements AutoCloseable {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int PICTURES = 8;
    /** Who came last stays on the pictures for a while. */
    private static final int FACES_SHOWN = 3;

    private final String prefix;
    private final int cameras;
    private final long betweenTracksNanos;
    private final long betweenFramesNanos;
    private final AvroCodec codec;
    private final Producer<byte[], byte[]> producer;
    private final Embeddings embeddings;
    private final List<byte[]> pictures = new ArrayList<>();
    private final List<Deque<TrackedFace>> shown = new ArrayList<>();
    private final long[] frames;
    private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::send, "traffic");
    private long tracks;
    private volatile boolean isClosed;

    ConsoleTraffic(MatcherRig rig, Connection connection, int cameras, int tracksPerSecond, int framesPerSecond)
            throws IOException {
        this.prefix = connection.topicPrefix();
        this.cameras = cameras;
        this.betweenTracksNanos = 1_000_000_000L / tracksPerSecond;
        this.betweenFramesNanos = 1_000_000_000L / framesPerSecond / cameras;
        this.codec = rig.codec(connection);
        this.producer = rig.clients(connection).producer("bench");
        this.embeddings =
                new Embeddings(rig.model().id().toString(), rig.model().dimension());
        this.frames = new long[cameras];
        var random = new Random(5);
        for (int i = 0; i < PICTURES; i++) {
            pictures.add(picture(random));
        }
        for (int c = 0; c < cameras; c++) {
            shown.add(new ArrayDeque<>());
        }
    }

    /** As busy as a street: about as many bytes as a camera's picture has. */
    private static byte[] picture(Random random) throws IOException {
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        for (int i = 0; i < 900; i++) {
            int x = random.nextInt(WIDTH);
            int y = random.nextInt(HEIGHT);
            int size = 4 + random.nextInt(120);
            g.setPaint(new GradientPaint(
                    x, y, new Color(random.nextInt(1 << 24)), x + size, y + size, new Color(random.nextInt(1 << 24))));
            g.fillOval(x - size / 2, y - size / 2, size, size);
        }
        g.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }

    int pictureBytes() {
        return (int) pictures.stream().mapToInt(p -> p.length).average().orElseThrow();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** {@link System#nanoTime} at which a track's vector was given to the producer; by track. */
    Map<String, Long> sentAt() {
        return sentAt;
    }

    /** @throws IllegalStateException if something could not be sent */
    void requireSound() {
        if (failure.get() != null) {
            throw new IllegalStateException("Not all was sent", failure.get());
        }
    }

    private void send() {
        long nextTrack = System.nanoTime();
        long nextFrame = nextTrack;
        int camera = 0;
        try {
            while (!isClosed) {
                long now = System.nanoTime();
                if (now >= nextTrack) {
                    nextTrack += betweenTracksNanos;
                    sendTrack((int) (tracks % cameras));
                } else if (now >= nextFrame) {
                    nextFrame += betweenFramesNanos;
                    sendFrame(camera);
                    camera = (camera + 1) % cameras;
                } else {
                    Thread.sleep(1);
                }
            }
        } catch (DependencyAwayException e) {
            failure.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendTrack(int camera) throws DependencyAwayException {
        FaceEmbedding face = embeddings.newTrack(id(camera), tracks++, Instant.now());
        Deque<TrackedFace> onPicture = shown.get(camera);
        onPicture.addLast(new TrackedFace(face.getFace(), face.getTrackId()));
        if (onPicture.size() > FACES_SHOWN) {
            onPicture.removeFirst();
        }
        sentAt.put(face.getTrackId(), System.nanoTime());
        put(Topics.EMBEDDINGS, face.getCameraId(), face, face.getTime());
    }

    private void sendFrame(int camera) throws DependencyAwayException {
        Instant now = Instant.now();
        var id = new FrameId(id(camera), 1, frames[camera]++);
        Frame frame = Frame.newBuilder()
                .setKind(FrameKind.PICTURE)
                .setCameraId(id(camera))
                .setCapturedAt(now)
                .setFrameId(id.toString())
                .setEpoch(1)
                .setNumber(id.number())
                .setWidth(WIDTH)
                .setHeight(HEIGHT)
                .setImage(ByteBuffer.wrap(pictures.get((int) (id.number() % PICTURES))))
                .build();
        put(Topics.FRAMES, id(camera), frame, now);
        put(
                Topics.DETECTIONS,
                id(camera),
                new FrameDetections(id(camera), id.toString(), now, WIDTH, HEIGHT, List.copyOf(shown.get(camera))),
                now);
    }

    private static String id(int camera) {
        return "camera-" + camera;
    }

    private <V extends SpecificRecord> void put(Topic<V> topic, String key, V value, Instant time)
            throws DependencyAwayException {
        var record = new ProducerRecord<byte[], byte[]>(
                topic.in(prefix),
                null,
                time.toEpochMilli(),
                key.getBytes(StandardCharsets.UTF_8),
                codec.encode(topic, value));
        var unused = producer.send(record, (written, error) -> failure.compareAndSet(null, error));
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
        codec.close();
    }
}
