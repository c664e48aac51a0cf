package io.sightline.vision;

import io.sightline.schemas.avro.FaceQuality;

/** A face, its pixels as they travel, and how good they are. */
public record ExtractedFace(DetectedFace face, CanonicalCrop crop, FaceQuality quality) {}
