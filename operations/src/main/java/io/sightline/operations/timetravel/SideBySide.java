package io.sightline.operations.timetravel;

import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom two models name on the same faces, each by its own vectors, templates and thresholds, decided by the matcher's own
 * code. Only crops that both have embedded count: what one of them alone has seen tells nothing of the other. It is fed
 * and asked by one thread.
 *
 * <p>The gallery is as of now for both.
 */
public final class SideBySide implements AutoCloseable {
    private final Lane lane;
    private final String active;
    private final String candidate;
    private final Duration gap;
    /** By camera, the face of one model that waits for the other's. */
    private final Map<String, FaceEmbedding> waiting = new HashMap<>();
    /** By track, the best face that both have embedded. */
    private final Map<String, Shown> best = new HashMap<>();

    private final Set<String> cameras = new HashSet<>();
    private long faces;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** A face that can be shown. */
    private record Shown(CropRef crop, float quality) {}

    /**
     * What came of it.
     *
     * @param faces crops that both have embedded
     * @param tracks of those faces
     * @param cameras that saw them
     * @param first when the first was taken; {@link Instant#MAX} if there is none
     * @param byActive how many identifications the active model makes
     * @param byCandidate and the candidate
     * @param differences where they do not agree, in the order of time; {@code was} is the active model's
     * @param crops of those differences, by track: the best that both have embedded
     */
    public record Result(
            long faces,
            int tracks,
            Set<String> cameras,
            Instant first,
            Instant last,
            int byActive,
            int byCandidate,
            List<Difference> differences,
            Map<String, CropRef> crops) {
        public Result {
            cameras = Set.copyOf(cameras);
            differences = List.copyOf(differences);
            crops = Map.copyOf(crops);
        }

        public long count(Difference.Kind kind) {
            return differences.stream().filter(d -> d.kind() == kind).count();
        }
    }

    /**
     * @param gallery what stands in the topic, of any model
     * @throws IllegalArgumentException if a template's vector is not its model's
     */
    public SideBySide(
            ModelRule active,
            Rules ofActive,
            ModelRule candidate,
            Rules ofCandidate,
            List<Entry<GalleryEntry>> gallery) {
        this.active = active.modelId();
        this.candidate = candidate.modelId();
        this.gap = ofActive.sightings().gap();
        this.lane = new Lane(
                "side-by-side", Run.first(active, ofActive, gallery), Run.first(candidate, ofCandidate, gallery));
    }

    /** Takes the next record that came from a camera. */
    public void take(FaceEmbedding record) {
        switch (record.getKind()) {
            case FACE -> takeFace(record);
            case TRACK_ENDED -> {
                if (record.getTrackId() != null) {
                    lane.take(record);
                }
            }
            case CAMERA_TIME -> lane.take(record);
            case UNSPECIFIED -> {} // the matcher refuses it, too
        }
    }

    /** The embedder sends a crop's vectors one right after the other. */
    private void takeFace(FaceEmbedding face) {
        boolean isOfEither = active.equals(face.getModelId()) || candidate.equals(face.getModelId());
        if (!isOfEither || !isWhole(face)) {
            return;
        }
        FaceEmbedding other = waiting.remove(face.getCameraId());
        if (other != null
                && !other.getModelId().equals(face.getModelId())
                && other.getCrop().equals(face.getCrop())) {
            lane.take(other);
            lane.take(face);
            note(face);
        } else {
            waiting.put(face.getCameraId(), face);
        }
    }

    private static boolean isWhole(FaceEmbedding face) {
        return face.getTrackId() != null
                && face.getFace() != null
                && face.getVector() != null
                && face.getCrop() != null;
    }

    private void note(FaceEmbedding face) {
        faces++;
        cameras.add(face.getCameraId());
        first = face.getTime().isBefore(first) ? face.getTime() : first;
        last = face.getTime().isAfter(last) ? face.getTime() : last;
        float quality = face.getFace().getQuality().getScore();
        best.merge(
                face.getTrackId(),
                new Shown(face.getCrop(), quality),
                (before, now) -> before.quality() >= now.quality() ? before : now);
    }

    /** Waits for both and compares them; nothing can be taken after that. */
    public Result finish() {
        lane.finish();
        List<Identification> now = lane.now();
        List<Identification> then = lane.then();
        List<Difference> differences = Difference.between(now, then, gap);
        Map<String, CropRef> crops = new HashMap<>();
        for (Difference difference : differences) {
            for (Identification one : sides(difference)) {
                Optional.ofNullable(best.get(one.trackId())).ifPresent(s -> crops.put(one.trackId(), s.crop()));
            }
        }
        return new Result(faces, best.size(), cameras, first, last, now.size(), then.size(), differences, crops);
    }

    private static List<Identification> sides(Difference difference) {
        List<Identification> sides = new ArrayList<>();
        Optional.ofNullable(difference.was()).ifPresent(sides::add);
        Optional.ofNullable(difference.wouldBe()).ifPresent(sides::add);
        return sides;
    }

    @Override
    public void close() {
        lane.close();
    }
}
