package io.sightline.console.api;

import java.time.Instant;
import java.util.List;

/**
 * What forgetting somebody would take away, or has.
 *
 * @param faces that they are recognised by
 * @param archivedFaces of them in the archive of training faces
 * @param remaining records about them without their name, which stay until they are too old
 * @param notes what else the person may want to know, in words
 */
public record ForgetPreview(
        String personId, String name, int faces, int archivedFaces, List<Remaining> remaining, List<String> notes) {

    /** Records that stay for a while. */
    public record Remaining(String topic, Instant goneBy) {}
}
