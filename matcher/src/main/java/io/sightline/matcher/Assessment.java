package io.sightline.matcher;

import io.sightline.matcher.state.AssessmentState;
import io.sightline.schemas.avro.Liveness;
import io.sightline.schemas.avro.Reasons;

/**
 * What a track's evidence says when the gallery is asked.
 *
 * @param nearestPersonId null if nobody is enrolled
 * @param distance of the faces that agree to the nearest person, 0 to 2; infinite if nobody is enrolled
 * @param runnerUpPersonId the next person, null if there is none
 * @param runnerUpDistance infinite if there is none
 * @param evidence how many faces agreed
 * @param quality the best among them, 0 to 1
 * @param galleryOffset up to which the gallery was read
 */
record Assessment(
        String nearestPersonId,
        double distance,
        String runnerUpPersonId,
        double runnerUpDistance,
        int evidence,
        float quality,
        long galleryOffset) {

    /** How much farther the next person is; infinite if there is none. */
    double lead() {
        return Double.isInfinite(runnerUpDistance) ? Double.POSITIVE_INFINITY : runnerUpDistance - distance;
    }

    Reasons toReasons(ActiveModel model) {
        return Reasons.newBuilder()
                .setModelId(model.id().toString())
                .setDistance(finiteOrNull(distance))
                .setThreshold((float) model.threshold())
                .setRunnerUpPersonId(runnerUpPersonId)
                .setRunnerUpDistance(finiteOrNull(runnerUpDistance))
                .setRequiredMargin((float) model.margin())
                .setEvidence(evidence)
                .setQuality(quality)
                .setGalleryOffset(galleryOffset)
                .setLiveness(Liveness.NOT_CHECKED)
                .build();
    }

    AssessmentState toState() {
        return new AssessmentState(
                nearestPersonId, distance, runnerUpPersonId, runnerUpDistance, evidence, quality, galleryOffset);
    }

    static Assessment of(AssessmentState s) {
        return new Assessment(
                s.getNearestPersonId(),
                s.getDistance(),
                s.getRunnerUpPersonId(),
                s.getRunnerUpDistance(),
                s.getEvidence(),
                s.getQuality(),
                s.getGalleryOffset());
    }

    private static Float finiteOrNull(double distance) {
        return Double.isInfinite(distance) ? null : (float) distance;
    }
}
