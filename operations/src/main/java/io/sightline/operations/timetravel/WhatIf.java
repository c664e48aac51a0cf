package io.sightline.operations.timetravel;

import io.sightline.core.Embedding;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which identifications other rules would make, by the matcher's own decisions on the log, with the gallery as of now
 * for both: it tells the rules apart, and does not tell what was said then.
 *
 * <p>Cameras do not depend on each other, so each share of the cameras has a thread. All threads and both runs have one
 * gallery, in memory once. It is fed and asked by one thread.
 */
public final class WhatIf implements AutoCloseable {
    private final ModelRule model;
    private final Duration gap;
    private final List<Lane> lanes = new ArrayList<>();
    private long faces;

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
     * Starts the runs.
     *
     * @param other as {@code now} but for thresholds and margin
     * @param gallery what stands in the topic, of any model
     * @param threads among which the cameras are parted
     * @throws IllegalArgumentException if a template's vector is not the model's, or if the rules differ otherwise
     */
    public WhatIf(ModelRule model, Rules now, Rules other, List<Entry<GalleryEntry>> gallery, int threads) {
        if (!now.decisions().equals(other.decisions()) || !now.sightings().equals(other.sightings())) {
            throw new IllegalArgumentException("Only thresholds and margins may differ");
        }
        this.model = model;
        this.gap = other.sightings().gap();
        Run first = Run.first(model, now, gallery);
        for (int i = 0; i < threads; i++) {
            Run run = i == 0 ? first : first.apart();
            lanes.add(new Lane("what-if-" + i, run, run.beside(model, other)));
        }
    }

    /** Takes the next record that came from a camera; what the matcher would refuse is passed over. */
    public void take(FaceEmbedding record) {
        if (isUsable(record)) {
            faces += record.getKind() == TrackRecordKind.FACE ? 1 : 0;
            lanes.get(Math.floorMod(record.getCameraId().hashCode(), lanes.size()))
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
        lanes.forEach(Lane::finish);
        List<Identification> now = new ArrayList<>();
        List<Identification> then = new ArrayList<>();
        for (Lane lane : lanes) {
            now.addAll(lane.now());
            then.addAll(lane.then());
        }
        return new Result(faces, now.size(), then.size(), Difference.between(now, then, gap));
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
