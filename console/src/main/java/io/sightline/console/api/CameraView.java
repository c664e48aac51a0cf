package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A camera, how it is read, and how it fared.
 *
 * @param state as it is now; empty while nothing was heard of it
 * @param health over the last day, oldest first, in equal parts
 */
public record CameraView(String cameraId, CameraForm settings, Optional<State> state, List<HealthPart> health) {

    /** @param fault why it does not deliver; empty while it does */
    public record State(boolean up, Optional<String> fault, Instant at) {}

    /**
     * A part of the last day.
     *
     * @param upShare how much of the time the camera delivered, 0 to 1; empty if nothing is known of that time
     */
    public record HealthPart(Instant from, Optional<Double> upShare) {}
}
