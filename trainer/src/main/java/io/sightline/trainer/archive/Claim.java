package io.sightline.trainer.archive;

import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.LabelSource;

/** Why a crop is taken for somebody's face. Each comes from one topic, and is withdrawn by that topic alone. */
sealed interface Claim {

    LabelSource source();

    /**
     * A template in the gallery was made of it.
     *
     * @param labelId the label that it was learned from; null if it was enrolled by a photo
     */
    record Template(String templateId, String labelId) implements Claim {
        @Override
        public LabelSource source() {
            return labelId == null ? LabelSource.ENROLLED : LabelSource.CONFIRMED;
        }

        /** Null if the crop has no such claim. */
        static Template of(ArchivedCrop crop) {
            return crop.getTemplateId() == null ? null : new Template(crop.getTemplateId(), labelIn(crop));
        }

        /** A crop that was enrolled by a photo has no camera; any other template was learned. */
        private static String labelIn(ArchivedCrop crop) {
            return crop.getCameraId() == null ? null : crop.getLabelId();
        }
    }

    /** An event says so. */
    sealed interface Event extends Claim {
        String eventId();

        String trackId();

        String sightingId();

        /** Null if the crop has no such claim. */
        static Event of(ArchivedCrop crop) {
            if (crop.getEventId() == null) {
                return null;
            }
            return crop.getDistance() == null
                    ? new Corrected(crop.getEventId(), crop.getTrackId(), crop.getSightingId(), crop.getLabelId())
                    : new Matched(
                            crop.getEventId(),
                            crop.getTrackId(),
                            crop.getSightingId(),
                            crop.getModelId(),
                            crop.getDistance(),
                            crop.getThreshold());
        }
    }

    /** The matcher was surer than it has to be. */
    record Matched(String eventId, String trackId, String sightingId, String modelId, float distance, float threshold)
            implements Event {
        static Matched of(IdentityEvent event, float threshold) {
            return new Matched(
                    event.getEventId(),
                    event.getTrackId(),
                    sightingOf(event),
                    event.getReasons().getModelId(),
                    event.getReasons().getDistance(),
                    threshold);
        }

        @Override
        public LabelSource source() {
            return LabelSource.MATCHED;
        }
    }

    /** Somebody has corrected an event to this person. */
    record Corrected(String eventId, String trackId, String sightingId, String labelId) implements Event {
        static Corrected of(IdentityEvent event) {
            return new Corrected(event.getEventId(), event.getTrackId(), sightingOf(event), event.getLabelId());
        }

        @Override
        public LabelSource source() {
            return LabelSource.CONFIRMED;
        }
    }

    static String sightingOf(IdentityEvent event) {
        return event.getSightingId() == null ? event.getTrackId() : event.getSightingId();
    }
}
