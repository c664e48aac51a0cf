package io.sightline.console.api;

import java.util.List;
import java.util.Optional;

/**
 * What became of an enrolment.
 *
 * @param isNew whether the person was not known before
 * @param isKnownNow whether somebody is enrolled under this id now: not if no photo of somebody new could be used
 */
public record EnrolmentAnswer(
        String personId, String name, boolean isNew, boolean isKnownNow, List<PhotoAnswer> photos) {

    /**
     * What became of a photo.
     *
     * @param file its name, as sent
     * @param outcome ENROLLED, or why not, such as NO_FACE; NO_ANSWER if none came in time
     * @param message what is wrong and what would be right, in words
     * @param quality of the face, 0 to 1; empty if there was not exactly one
     * @param lookalike another person who is as near as relatives are: cameras may not tell them apart
     */
    public record PhotoAnswer(
            String file,
            boolean isEnrolled,
            String outcome,
            String message,
            Optional<Double> quality,
            Optional<Lookalike> lookalike) {}

    /** Somebody else who looks much alike. */
    public record Lookalike(String personId, String name, double distance) {}
}
