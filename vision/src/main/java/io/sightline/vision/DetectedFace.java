package io.sightline.vision;

import io.sightline.core.BoundingBox;
import io.sightline.core.Landmarks;

/**
 * Where a face is, in pixels of the picture it was found in.
 *
 * @param box tight around the face, from the brows to the chin; may reach outside the picture
 * @param score how sure the detector is, 0 to 1
 */
public record DetectedFace(BoundingBox box, float score, Landmarks landmarks) {}
