package io.sightline.models.embedding;

import io.sightline.core.Landmarks;
import org.bytedeco.opencv.opencv_core.Mat;

/** A face to be embedded: pixels, and where its five points are in them. */
public sealed interface FaceImage {

    /** The five points in pixels of the picture. */
    Landmarks landmarks();

    /**
     * A canonical crop, as records carry it.
     *
     * @param jpeg not copied: leave it alone
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares faces; a copy of each picture would cost.
    record Crop(byte[] jpeg, Landmarks landmarks) implements FaceImage {}

    /**
     * A face in a picture in memory, without the way over a canonical crop: what evaluation compares crops to.
     *
     * @param bgr 8 bits a channel, blue first; stays the caller's
     */
    record InPicture(Mat bgr, Landmarks landmarks) implements FaceImage {}
}
