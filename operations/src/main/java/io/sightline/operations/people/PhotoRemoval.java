package io.sightline.operations.people;

import io.sightline.core.UserError;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TemplateKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a photo away from somebody: nobody is recognised by it any more, whichever model made a template of it. What was told
 * by it stays told.
 */
public final class PhotoRemoval {
    private final TopicStore topics;

    public PhotoRemoval(TopicStore topics) {
        this.topics = topics;
    }

    /** What came of it. */
    public enum Outcome {
        REMOVED,
        /** There is none of that name, or not any more. */
        NOT_THERE,
        /** The person would be left without a face. */
        IS_THE_LAST
    }

    /**
     * Removes it.
     *
     * @throws UserError if the ids cannot be those of a template
     * @throws io.sightline.operations.topics.Unavailable if Kafka does not answer; then the photo is there as before
     */
    public Outcome remove(String personId, String templateId) {
        if (personId.isBlank() || templateId.isBlank()) {
            throw new UserError("Expected the id of a person and that of one of their photos");
        }
        Map<String, GalleryEntry> all = FacesOf.read(topics, Set.of(personId));
        all.values().removeIf(entry -> entry.getKind() != TemplateKind.FACE);
        Optional<CropRef> crop = all.values().stream()
                .filter(entry -> entry.getTemplateId().equals(templateId) && entry.getCrop() != null)
                .map(GalleryEntry::getCrop)
                .findFirst();
        Map<String, Optional<GalleryEntry>> gone = new LinkedHashMap<>();
        all.forEach((key, entry) -> {
            boolean isOfSameCrop = crop.isPresent() && crop.get().equals(entry.getCrop());
            if (entry.getTemplateId().equals(templateId) || isOfSameCrop) {
                gone.put(key, Optional.empty());
            }
        });
        if (gone.isEmpty()) {
            return Outcome.NOT_THERE;
        }
        if (gone.size() == all.size()) {
            return Outcome.IS_THE_LAST;
        }
        topics.putTogether(Topics.GALLERY, gone);
        return Outcome.REMOVED;
    }
}
