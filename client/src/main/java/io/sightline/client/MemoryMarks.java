package io.sightline.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The simplest marks, and the oracle of the others. */
final class MemoryMarks implements Marks {
    private String log;
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<Integer, Long> positions = new HashMap<>();

    @Override
    public Optional<String> log() {
        return Optional.ofNullable(log);
    }

    @Override
    public long sequence(String cameraId) {
        return sequences.getOrDefault(cameraId, 0L);
    }

    @Override
    public OptionalLong position(int partition) {
        Long position = positions.get(partition);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    @Override
    public void begin(String newLog) {
        log = newLog;
        sequences.clear();
        positions.clear();
    }

    @Override
    public void advance(Progress progress) {
        progress.sequences().forEach((camera, sequence) -> sequences.merge(camera, sequence, Math::max));
        positions.putAll(progress.positions());
    }

    @Override
    public void close() {}

    /** All that is kept. */
    Progress all() {
        return new Progress(positions, sequences);
    }
}
