package io.sightline.detector;

import io.sightline.core.config.Setting;
import java.time.Duration;

/** When faces of successive frames are one track. All times are frame time. */
public record TrackingSettings(
        @Setting(byDefault = "1500ms", doc = "A face that pictures do not show for longer has left") Duration gap,
        @Setting(
                        byDefault = "10s",
                        doc = "A face is taken to be still there for so long while the camera is up but sends no"
                                + " picture because nothing moves; longer than ingest's pause in a still scene")
                Duration stillGap,
        @Setting(byDefault = "0.95", doc = "A face with this detection score, 0 to 1, is published when first seen")
                float confirmScore,
        @Setting(byDefault = "2", doc = "A face with a lower score is published when seen in so many pictures")
                int confirmSightings) {

    public TrackingSettings {
        if (gap.toMillis() < 1) {
            throw new IllegalArgumentException("gap is " + gap.toMillis() + "ms, expected 1ms or more");
        }
        if (stillGap.compareTo(gap) < 0) {
            throw new IllegalArgumentException(
                    "stillGap is " + stillGap.toMillis() + "ms, expected gap (" + gap.toMillis() + "ms) or more");
        }
        if (!(confirmScore > 0 && confirmScore <= 1)) {
            throw new IllegalArgumentException("confirmScore is " + confirmScore + ", expected more than 0, at most 1");
        }
        if (confirmSightings < 1) {
            throw new IllegalArgumentException("confirmSightings is " + confirmSightings + ", expected 1 or more");
        }
    }
}
