package io.sightline.standalone.command;

import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Reasons;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** For programs: an object per line, with all that decided the event. */
final class EventJson implements EventFormat {

    @Override
    public Optional<String> heading() {
        return Optional.empty();
    }

    @Override
    public String line(IdentityEvent event, People people) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("eventId", event.getEventId());
        fields.put("time", event.getCapturedAt().toString());
        fields.put("camera", event.getCameraId());
        fields.put("sequence", event.getSequence());
        fields.put("event", event.getKind().name());
        fields.put("track", event.getTrackId());
        fields.put("personId", event.getPersonId());
        fields.put("name", event.getPersonId() == null ? null : people.nameOf(event.getPersonId()));
        fields.put("anonymousId", event.getAnonymousId());
        fields.put("sighting", event.getSightingId());
        if (event.getCorrects() != null) {
            fields.put("corrects", event.getCorrects());
            fields.put("formerPersonId", event.getFormerPersonId());
            fields.put("formerAnonymousId", event.getFormerAnonymousId());
            fields.put("labelId", event.getLabelId());
        }
        fields.put("firstSeenAt", event.getFirstSeenAt().toString());
        fields.put("expiresAt", event.getExpiresAt().toString());
        if (event.getCrop() != null) {
            fields.put(
                    "crop",
                    event.getCrop().getPartition() + ":" + event.getCrop().getOffset());
        }
        if (event.getReasons() != null) {
            put(fields, event.getReasons());
        }
        return Json.line(fields);
    }

    private static void put(Map<String, Object> fields, Reasons reasons) {
        fields.put("nearestPersonId", reasons.getNearestPersonId());
        fields.put("templateId", reasons.getTemplateId());
        fields.put("strangerDistance", reasons.getStrangerDistance());
        fields.put("galleryOffset", reasons.getGalleryOffset());
        fields.put("model", reasons.getModelId());
        fields.put("distance", reasons.getDistance());
        fields.put("threshold", reasons.getThreshold());
        fields.put("runnerUpPersonId", reasons.getRunnerUpPersonId());
        fields.put("runnerUpDistance", reasons.getRunnerUpDistance());
        fields.put("requiredMargin", reasons.getRequiredMargin());
        fields.put("evidence", reasons.getEvidence());
        fields.put("quality", reasons.getQuality());
        fields.put("liveness", reasons.getLiveness().name());
    }
}
