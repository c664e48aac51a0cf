package io.sightline.matcher;

import io.sightline.matcher.state.AssessmentState;
import io.sightline.schemas.avro.Liveness;
import io.sightline.schemas.avro.Reasons;

/**
 * What a track's evidence says when the gallery is asked.
 *
 * @param modelId that made the vectors
 * @param nearestPersonId null if nobody is enrolled
 * @param distance of the faces that agree to the nearest person, 0 to 2; infinite if nobody is enrolled
 * @param runnerUpPersonId the next person, null if there is none
 * @param runnerUpDistance infinite if there is none
 * @param evidence how many faces agreed
 * @param quality the best among them, 0 to 1
 * @param galleryOffset up to which the gallery was read
 * @param threshold largest distance of a match
 * @param margin by which the next person had to be farther
 * @param templateId the nearest template: of the nearest person, or of the stranger if there is a strangerDistance
 * @param strangerDistance to a stranger who was known before; null unless the track is one
 */
record Assessment(
        String modelId,
        String nearestPersonId,
        double distance,
        String runnerUpPersonId,
        double runnerUpDistance,
        int evidence,
        float quality,
        long galleryOffset,
        double threshold,
        double margin,
        String templateId,
        Double strangerDistance) {

    /** How much farther the next person is; infinite if there is none. */
    double lead() {
        return Double.isInfinite(runnerUpDistance) ? Double.POSITIVE_INFINITY : runnerUpDistance - distance;
    }

    /** The same, told of a track that is a stranger who was known before. */
    Assessment ofStranger(String strangersTemplateId, double distanceToStranger) {
        return new Assessment(
                modelId,
                nearestPersonId,
                distance,
                runnerUpPersonId,
                runnerUpDistance,
                evidence,
                quality,
                galleryOffset,
                threshold,
                margin,
                strangersTemplateId,
                distanceToStranger);
    }

    Reasons toReasons() {
        return Reasons.newBuilder()
                .setModelId(modelId)
                .setDistance(finiteOrNull(distance))
                .setThreshold((float) threshold)
                .setRunnerUpPersonId(runnerUpPersonId)
                .setRunnerUpDistance(finiteOrNull(runnerUpDistance))
                .setRequiredMargin((float) margin)
                .setEvidence(evidence)
                .setQuality(quality)
                .setGalleryOffset(galleryOffset)
                .setNearestPersonId(nearestPersonId)
                .setTemplateId(templateId)
                .setStrangerDistance(strangerDistance == null ? null : strangerDistance.floatValue())
                .setLiveness(Liveness.NOT_CHECKED)
                .build();
    }

    AssessmentState toState() {
        return new AssessmentState(
                nearestPersonId,
                distance,
                runnerUpPersonId,
                runnerUpDistance,
                evidence,
                quality,
                galleryOffset,
                threshold,
                margin,
                templateId,
                strangerDistance,
                modelId);
    }

    /** @param model is meant by state that names none, threshold or margin */
    static Assessment of(AssessmentState s, ActiveModel model) {
        return new Assessment(
                s.getModelId() == null ? model.id().toString() : s.getModelId(),
                s.getNearestPersonId(),
                s.getDistance(),
                s.getRunnerUpPersonId(),
                s.getRunnerUpDistance(),
                s.getEvidence(),
                s.getQuality(),
                s.getGalleryOffset(),
                s.getThreshold() < 0 ? model.threshold() : s.getThreshold(),
                s.getMargin() < 0 ? model.margin() : s.getMargin(),
                s.getTemplateId(),
                s.getStrangerDistance());
    }

    private static Float finiteOrNull(double distance) {
        return Double.isInfinite(distance) ? null : (float) distance;
    }
}
