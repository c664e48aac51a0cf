package io.sightline.standalone.timetravel;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.standalone.topics.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which identifications other rules would make, by the matcher's own decisions on the log, with the gallery as of now
 * for both: it tells the rules apart, and does not tell what was said then.
 *
 * <p>Cameras do not depend on each other, nor the two runs, so each share of the cameras has a thread for either run.
 * It is fed and asked by one thread.
 */
public final class WhatIf implements AutoCloseable {
    private static final int BATCH = 512;

    private final ModelRule model;
    private final Duration gap;
    private final List<Share> shares = new ArrayList<>();
    private long faces;

    /** Some of the cameras, under both rules. */
    private static final class Share implements AutoCloseable {
        private final Lane now;
        private final Lane then;
        private List<FaceEmbedding> batch = new ArrayList<>(BATCH);

        Share(Lane now, Lane then) {
            this.now = now;
            this.then = then;
        }

        void take(FaceEmbedding record) {
            batch.add(record);
            if (batch.size() == BATCH) {
                handOver();
            }
        }

        void handOver() {
            if (!batch.isEmpty()) {
                now.feed(batch);
                then.feed(batch);
                batch = new ArrayList<>(BATCH);
            }
        }

        @Override
        public void close() {
            now.close();
            then.close();
        }
    }

    /**
     * What came of it.
     *
     * @param faces how many of the model were replayed
     * @param now how many identifications the rules of now make
     * @param then how many the others make
     * @param differences in the order of time
     */
    public record Result(long faces, int now, int then, List<Difference> differences) {
        public Result {
            differences = List.copyOf(differences);
        }

        public long count(Difference.Kind kind) {
            return differences.stream().filter(d -> d.kind() == kind).count();
        }
    }

    /**
     * Starts the runs. Each holds the gallery in memory.
     *
     * @param gallery what stands in the topic, of any model
     * @param shares into how many the cameras are parted; each takes two threads and two copies of the gallery
     * @throws IllegalArgumentException if a template's vector is not the model's
     */
    public WhatIf(ModelRule model, Rules now, Rules other, List<Entry<GalleryEntry>> gallery, int shares) {
        this.model = model;
        this.gap = other.sightings().gap();
        for (int i = 0; i < shares; i++) {
            this.shares.add(new Share(
                    new Lane("now-" + i, new Run(model, now, gallery)),
                    new Lane("what-if-" + i, new Run(model, other, gallery))));
        }
    }

    /** Takes the next record that came from a camera; what the matcher would refuse is passed over. */
    public void take(FaceEmbedding record) {
        if (isUsable(record)) {
            faces += record.getKind() == TrackRecordKind.FACE ? 1 : 0;
            shares.get(Math.floorMod(record.getCameraId().hashCode(), shares.size()))
                    .take(record);
        }
    }

    private boolean isUsable(FaceEmbedding record) {
        return switch (record.getKind()) {
            case CAMERA_TIME -> true;
            case TRACK_ENDED -> record.getTrackId() != null;
            case FACE ->
                record.getTrackId() != null
                        && record.getFace() != null
                        && record.getVector() != null
                        && model.modelId().equals(record.getModelId())
                        && isVector(record);
            case UNSPECIFIED -> false;
        };
    }

    private boolean isVector(FaceEmbedding record) {
        try {
            return Embedding.ofBytes(record.getVector()).dimension() == model.dimension();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Waits for the runs and compares them; nothing can be taken after that. */
    public Result finish() {
        shares.forEach(Share::handOver);
        List<Identification> now = new ArrayList<>();
        List<Identification> then = new ArrayList<>();
        for (Share share : shares) {
            now.addAll(share.now.result());
            then.addAll(share.then.result());
        }
        return new Result(faces, now.size(), then.size(), Difference.between(now, then, gap));
    }

    @Override
    public void close() {
        shares.forEach(Share::close);
    }
}
