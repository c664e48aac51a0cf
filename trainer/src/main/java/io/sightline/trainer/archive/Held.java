package io.sightline.trainer.archive;

import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EarlierRecord;
import io.sightline.schemas.avro.LabelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is known of a crop in the archive, without its picture. The strongest claim is its source: a photo's, then a
 * person's word, then the matcher's. Not thread-safe.
 */
final class Held {
    private final String personId;
    private final CropRef crop;
    private float score;
    private Claim.Template template;
    private Claim.Event event;
    private CropRef position;
    private final List<EarlierRecord> earlier = new ArrayList<>();
    /** What the record at the position says; null once that record has been noted as an earlier one. */
    private LabelSource written;

    Held(String personId, CropRef crop, float score) {
        this.personId = personId;
        this.crop = crop;
        this.score = score;
    }

    /**
     * As it was archived.
     *
     * @param position where the record lies in the archive
     * @throws IllegalArgumentException if its cropId names no place in crops
     */
    static Held of(ArchivedCrop record, CropRef position) {
        Held held = new Held(
                record.getPersonId(),
                refOf(record.getCropId()),
                record.getQuality().getScore());
        held.template = Claim.Template.of(record);
        held.event = Claim.Event.of(record);
        held.position = position;
        held.earlier.addAll(record.getEarlier());
        held.written = record.getSource();
        return held;
    }

    /** The crop's id in the archive: where it lies, or lay, in topic crops. */
    static String idOf(CropRef crop) {
        return crop.getPartition() + "-" + crop.getOffset();
    }

    /** The other way round. @throws IllegalArgumentException if it names no place in crops */
    static CropRef refOf(String cropId) {
        int dash = cropId.indexOf('-');
        if (dash < 1) {
            throw new IllegalArgumentException("A cropId is partition-offset, got '" + cropId + "'");
        }
        return new CropRef(Integer.parseInt(cropId.substring(0, dash)), Long.parseLong(cropId.substring(dash + 1)));
    }

    String personId() {
        return personId;
    }

    CropRef crop() {
        return crop;
    }

    String cropId() {
        return idOf(crop);
    }

    /** The record's key. */
    String key() {
        return personId + "/" + cropId();
    }

    float score() {
        return score;
    }

    Claim.Template template() {
        return template;
    }

    Claim.Event event() {
        return event;
    }

    /** Where the crop came into the archive; empty if that is not committed yet. */
    OptionalLong firstOffset() {
        if (!earlier.isEmpty()) {
            return OptionalLong.of(earlier.get(0).getOffset());
        }
        return position == null ? OptionalLong.empty() : OptionalLong.of(position.getOffset());
    }

    /** Where a record of it lies in the archive, the last that is committed; null if none is. */
    CropRef position() {
        return position;
    }

    void claim(Claim.Template claim) {
        template = claim;
    }

    void claim(Claim.Event claim) {
        event = claim;
    }

    void withdrawTemplate() {
        template = null;
    }

    void withdrawEvent() {
        event = null;
    }

    boolean isUnclaimed() {
        return template == null && event == null;
    }

    void liesAt(CropRef place) {
        position = place;
        written = source();
    }

    LabelSource source() {
        if (template == null) {
            return event.source();
        }
        return event == null || template.source() == LabelSource.ENROLLED ? template.source() : strongerOfBoth();
    }

    private LabelSource strongerOfBoth() {
        boolean isConfirmed = template.source() == LabelSource.CONFIRMED || event.source() == LabelSource.CONFIRMED;
        return isConfirmed ? LabelSource.CONFIRMED : LabelSource.MATCHED;
    }

    ArchivedCrop record(Shot shot) {
        score = shot.quality().getScore();
        if (written != null) {
            earlier.add(new EarlierRecord(position.getOffset(), written));
            written = null;
        }
        ArchivedCrop.Builder record = ArchivedCrop.newBuilder()
                .setPersonId(personId)
                .setCropId(cropId())
                .setSource(source())
                .setImage(shot.image())
                .setLandmarks(shot.landmarks())
                .setQuality(shot.quality())
                .setCapturedAt(shot.capturedAt())
                .setCameraId(shot.cameraId())
                .setTrackId(shot.trackId())
                .setEarlier(List.copyOf(earlier));
        if (template != null) {
            record.setTemplateId(template.templateId()).setLabelId(template.labelId());
        }
        if (event != null) {
            record.setEventId(event.eventId()).setSightingId(event.sightingId());
        }
        if (event instanceof Claim.Corrected corrected) {
            record.setLabelId(corrected.labelId());
        } else if (event instanceof Claim.Matched matched) {
            record.setModelId(matched.modelId()).setDistance(matched.distance()).setThreshold(matched.threshold());
        }
        return record.build();
    }
}
