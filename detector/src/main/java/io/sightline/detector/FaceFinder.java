package io.sightline.detector;

import io.sightline.vision.ExtractedFace;
import io.sightline.vision.UnreadablePictureException;
import java.util.List;

/** Finds, cuts and grades the faces of an encoded picture. Called on several threads at once. */
@FunctionalInterface
interface FaceFinder {

    Found find(byte[] picture) throws UnreadablePictureException;

    /**
     * What a picture shows.
     *
     * @param width and {@code height}: of the picture, pixels
     * @param faces in an order that is the same on every replay
     * @param uncut faces that were found but cannot be cut, because their points make no sense
     */
    record Found(int width, int height, List<ExtractedFace> faces, int uncut) {}
}
