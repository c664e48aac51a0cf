package io.sightline.operations.rollout;

import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TemplateCopy;
import io.sightline.schemas.avro.TrackRecordKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts pictures of templates into topic {@code crops} again, as somebody's: the archiver finds them there by the template,
 * whoever they belonged to before. No model embeds them.
 */
public final class KeptPictures {
    /** From and to the same: it is kept, and embedded with none. */
    private static final String NO_MODEL = "none";

    private final TopicStore topics;

    public KeptPictures(TopicStore topics) {
        this.topics = topics;
    }

    /**
     * Puts them and returns where each lies, once all replicas have it.
     *
     * @param pictures by the template that they are of from now on, whose model does not matter
     * @throws io.sightline.operations.topics.Unavailable if Kafka or the registry does not take them
     */
    public Map<Template.Key, CropRef> put(Map<Template.Key, CropFinder.Found> pictures) {
        List<Map.Entry<String, Crop>> records = new ArrayList<>();
        pictures.forEach((template, picture) -> records.add(Map.entry(template.personId(), crop(template, picture))));
        List<Place> places = topics.putAll(Topics.CROPS, records);
        Map<Template.Key, CropRef> refs = new LinkedHashMap<>();
        int i = 0;
        for (Template.Key template : pictures.keySet()) {
            Place place = places.get(i++);
            refs.put(template, new CropRef(place.partition(), place.offset()));
        }
        return refs;
    }

    private static Crop crop(Template.Key template, CropFinder.Found picture) {
        return Crop.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.ENROLL)
                .setTime(picture.takenAt())
                .setFace(picture.face())
                .setImage(picture.image())
                .setLandmarks(picture.landmarks())
                .setEnrollment(EnrollmentRef.newBuilder()
                        .setPersonId(template.personId())
                        .setPhotoId(template.templateId())
                        .setSubmittedAt(picture.takenAt())
                        .setCopyOf(new TemplateCopy(template.templateId(), NO_MODEL, NO_MODEL))
                        .build())
                .build();
    }
}
