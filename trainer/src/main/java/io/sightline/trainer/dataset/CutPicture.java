package io.sightline.trainer.dataset;

import io.sightline.core.Landmarks;

/** What became of a picture. */
sealed interface CutPicture {

    /** A face was found and cut. */
    @SuppressWarnings("ArrayRecordComponent") // Written to disk next; nobody compares it.
    record Face(byte[] jpeg, Landmarks landmarks) implements CutPicture {}

    /** The file is a canonical crop already and is used as it lies there. */
    record Canonical(Landmarks landmarks) implements CutPicture {}

    /**
     * There is no face to train on.
     *
     * @param reason for the user; does not name the file
     */
    record Skipped(String reason) implements CutPicture {}
}
