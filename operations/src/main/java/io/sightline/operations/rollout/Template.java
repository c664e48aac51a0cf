package io.sightline.operations.rollout;

import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TemplateKind;

/**
 * A template of the gallery without its vector: there may be millions.
 *
 * @param crop what it was made from; null if that is not recorded
 * @param dimension how many numbers its vector has
 */
public record Template(Key key, String modelId, TemplateKind kind, CropRef crop, int dimension) {
    /** A template, whichever model made it. */
    public record Key(String personId, String templateId) {}

    public static Template of(GalleryEntry entry) {
        return new Template(
                new Key(entry.getPersonId(), entry.getTemplateId()),
                entry.getModelId().intern(),
                entry.getKind(),
                entry.getCrop(),
                entry.getVector().remaining() / Float.BYTES);
    }

    /** Whether it says who somebody is, and not who they are not. */
    public boolean isFace() {
        return kind == TemplateKind.FACE;
    }

    public String personId() {
        return key.personId();
    }

    /** Under which it stands in topic gallery, or would for another model. */
    public String topicKey(String model) {
        return key.personId() + "/" + key.templateId() + "/" + model;
    }
}
