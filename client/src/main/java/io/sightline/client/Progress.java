package io.sightline.client;

import java.util.Map;

/**
 * A step forward, to be kept in {@link Marks} as a whole.
 *
 * @param positions per partition: the offset of the next record to read
 * @param sequences per cameraId: the highest sequence that was decided about
 */
public record Progress(Map<Integer, Long> positions, Map<String, Long> sequences) {
    public Progress {
        positions = Map.copyOf(positions);
        sequences = Map.copyOf(sequences);
    }

    boolean isEmpty() {
        return positions.isEmpty() && sequences.isEmpty();
    }
}
