package io.sightline.detector;

import java.util.LinkedHashMap;
import java.util.Map;

/** The cameras of one partition. Not thread-safe. */
final class PartitionTracks {
    /** A camera that is silent for so many of its partition's records, at least minutes, has been removed. */
    private static final long SILENT = 100_000;

    private final TrackingSettings settings;
    private final Map<String, CameraTracks> cameras = new LinkedHashMap<>();

    PartitionTracks(TrackingSettings settings) {
        this.settings = settings;
    }

    /** @throws IllegalArgumentException if the text is not a state of ours */
    static PartitionTracks of(String state, TrackingSettings settings) {
        PartitionTracks partition = new PartitionTracks(settings);
        for (CameraTracks.State camera : StateCodec.decode(state)) {
            partition.cameras.put(camera.cameraId(), CameraTracks.of(camera, settings));
        }
        return partition;
    }

    StateCodec.Encoded state() {
        return StateCodec.encode(
                cameras.values().stream().map(CameraTracks::state).toList());
    }

    CameraTracks camera(String cameraId) {
        return cameras.computeIfAbsent(cameraId, id -> CameraTracks.first(id, settings));
    }

    /** Forgets cameras that are no more, as of the record at this offset. */
    void forgetSilent(long offset) {
        cameras.values().removeIf(c -> offset - c.offset() > SILENT);
    }

    int openTracks() {
        return cameras.values().stream()
                .mapToInt(c -> c.tracker().tracks().size())
                .sum();
    }
}
