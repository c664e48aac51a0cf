package io.sightline.trainer.data;

import io.sightline.core.Landmarks;

/**
 * A canonical crop and whose face it shows.
 *
 * @param jpeg 224×224 pixels; not copied: leave it alone
 * @param landmarks the five points in pixels of the crop
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares faces; a copy of each picture would cost.
public record LabelledCrop(String personId, String cropId, byte[] jpeg, Landmarks landmarks) {}
