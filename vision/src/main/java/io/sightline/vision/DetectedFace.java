package io.sightline.vision;

import io.sightline.core.BoundingBox;
import io.sightline.core.Landmarks;
import io.sightline.core.Point;

/**
 * Where a face is, in pixels of the picture it was found in.
 *
 * @param box tight around the face, from the brows to the chin; may reach outside the picture
 * @param score how sure the detector is, 0 to 1
 */
public record DetectedFace(BoundingBox box, float score, Landmarks landmarks) {

    /** The same face in a picture so many times as large. */
    DetectedFace scaledBy(float factor) {
        return new DetectedFace(
                BoundingBox.ofCorners(box.x() * factor, box.y() * factor, box.right() * factor, box.bottom() * factor),
                score,
                Landmarks.of(landmarks.points().stream()
                        .map(p -> new Point(p.x() * factor, p.y() * factor))
                        .toList()));
    }
}
