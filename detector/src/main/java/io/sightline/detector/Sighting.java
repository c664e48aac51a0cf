package io.sightline.detector;

import io.sightline.core.BoundingBox;

/**
 * A face as the tracker sees it: where, and how sure the detector is.
 *
 * @param box pixels of the frame
 * @param score detection probability, 0 to 1
 */
record Sighting(BoundingBox box, float score) {}
