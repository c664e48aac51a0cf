package io.sightline.operations.rollout;

import io.sightline.operations.topics.From;
import io.sightline.operations.topics.RecordsByPlace;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.Point;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The pictures that templates were made from: from topic {@code crops} as long as it keeps them, else from {@code
 * crops-archive}. One thread.
 */
public final class CropFinder implements AutoCloseable {
    private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(10);
    /** Width and height of the canonical crop, pixels. */
    private static final float SIDE = 224;

    private final TopicStore topics;
    private final RecordsByPlace<Crop> crops;
    private final RecordsByPlace<ArchivedCrop> archive;
    /** Null until something is not found in crops. */
    private ArchiveIndex index;

    /**
     * A face with its picture.
     *
     * @param image JPEG of the canonical crop
     * @param landmarks in its pixels
     */
    public record Found(Face face, ByteBuffer image, List<Point> landmarks, Instant takenAt) {}

    private record ArchiveIndex(Map<Template.Key, Place> byTemplate, Map<String, Place> byCropId) {}

    private record Archived(Place place, Template.Key template, String cropId) {}

    public CropFinder(TopicStore topics) {
        this.topics = topics;
        this.crops = new RecordsByPlace<>(topics, Topics.CROPS);
        this.archive = new RecordsByPlace<>(topics, Topics.CROPS_ARCHIVE);
    }

    /**
     * The crops of some templates; one whose crop is gone is left out.
     *
     * @param all everything that may be asked for later: so the archive is read once
     * @throws io.sightline.operations.topics.Unavailable if the topics cannot be read
     */
    public Map<Template, Found> find(Collection<Template> some, Collection<Template> all) {
        Map<Template, Found> found = new HashMap<>();
        Map<Place, Crop> live = crops.at(some.stream()
                .map(Template::crop)
                .filter(Objects::nonNull)
                .map(CropFinder::place)
                .toList());
        for (Template template : some) {
            Crop crop = template.crop() == null ? null : live.get(place(template.crop()));
            if (crop != null && isOf(crop, template)) {
                found.put(template, new Found(crop.getFace(), crop.getImage(), crop.getLandmarks(), crop.getTime()));
            }
        }
        if (found.size() < some.size()) {
            findInArchive(some, all, found);
        }
        return found;
    }

    /** Pictures by where they lie in topic crops; those that are gone are left out. */
    Map<CropRef, ByteBuffer> images(Collection<CropRef> refs) {
        Map<CropRef, ByteBuffer> images = new HashMap<>();
        crops.at(refs.stream().map(CropFinder::place).toList()).forEach((place, crop) -> {
            if (crop.getImage() != null) {
                images.put(new CropRef(place.partition(), place.offset()), crop.getImage());
            }
        });
        return images;
    }

    /** A topic that was made anew counts its offsets from 0 again: then something else may lie there. */
    private static boolean isOf(Crop crop, Template template) {
        boolean isWhole = crop.getKind() == TrackRecordKind.FACE
                && crop.getFace() != null
                && crop.getImage() != null
                && crop.getLandmarks().size() == 5;
        boolean isSomebodyElses = crop.getEnrollment() != null
                && !crop.getEnrollment().getPersonId().equals(template.personId());
        return isWhole && !isSomebodyElses;
    }

    private void findInArchive(Collection<Template> some, Collection<Template> all, Map<Template, Found> found) {
        if (index == null) {
            index = index(all);
        }
        Map<Template, Place> places = new HashMap<>();
        for (Template template : some) {
            Place place = index.byTemplate().get(template.key());
            if (place == null && template.crop() != null) {
                place = index.byCropId().get(cropId(template.crop()));
            }
            if (place != null && !found.containsKey(template)) {
                places.put(template, place);
            }
        }
        Map<Place, ArchivedCrop> archived = archive.at(places.values());
        places.forEach((template, place) -> {
            ArchivedCrop crop = archived.get(place);
            if (crop != null) {
                found.put(template, found(crop));
            }
        });
    }

    /** The archive keeps no box in a frame: the crop is all that there is of it. */
    private static Found found(ArchivedCrop crop) {
        Face face = new Face(
                "crops/" + crop.getCropId(), new Box(0f, 0f, SIDE, SIDE), 1f, crop.getLandmarks(), crop.getQuality());
        return new Found(face, crop.getImage(), crop.getLandmarks(), crop.getCapturedAt());
    }

    private ArchiveIndex index(Collection<Template> all) {
        Set<Template.Key> wanted = new HashSet<>();
        Set<String> wantedIds = new HashSet<>();
        for (Template template : all) {
            wanted.add(template.key());
            if (template.crop() != null) {
                wantedIds.add(cropId(template.crop()));
            }
        }
        // By the record's key: one that was removed since counts no more.
        Map<String, Archived> kept = new HashMap<>();
        try (TopicTail<ArchivedCrop> tail = topics.tail(Topics.CROPS_ARCHIVE, From.BEGINNING)) {
            tail.untilCaughtUp(ARCHIVE_LIMIT, entry -> {
                kept.remove(entry.key());
                ArchivedCrop crop = entry.value();
                if (crop != null) {
                    var key = new Template.Key(crop.getPersonId(), crop.getTemplateId());
                    if (wanted.contains(key) || wantedIds.contains(crop.getCropId())) {
                        var place = new Place(entry.partition(), entry.offset());
                        kept.put(entry.key(), new Archived(place, key, crop.getCropId()));
                    }
                }
            });
        }
        var made = new ArchiveIndex(new HashMap<>(), new HashMap<>());
        for (Archived crop : kept.values()) {
            made.byTemplate().put(crop.template(), crop.place());
            made.byCropId().put(crop.cropId(), crop.place());
        }
        return made;
    }

    private static Place place(CropRef ref) {
        return new Place(ref.getPartition(), ref.getOffset());
    }

    private static String cropId(CropRef ref) {
        return ref.getPartition() + "-" + ref.getOffset();
    }

    @Override
    public void close() {
        crops.close();
        archive.close();
    }
}
