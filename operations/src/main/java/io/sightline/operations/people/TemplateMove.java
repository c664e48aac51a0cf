package io.sightline.operations.people;

import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TemplateKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of the gallery when two people are one: the one's templates are the other's. What was said of a face of the one
 * not to be the other falls.
 */
final class TemplateMove {
    private static final String FACE = "track~";
    private static final String REFUSAL = "not~";

    private final String from;
    private final String into;
    private final Map<String, GalleryEntry> entries;

    /** @param entries of both, by key */
    TemplateMove(String from, String into, Map<String, GalleryEntry> entries) {
        this.from = from;
        this.into = into;
        this.entries = entries;
    }

    /** The one's templates that become the other's. */
    List<GalleryEntry> moving() {
        Set<String> tracks = tracksOfFaces();
        return entries.values().stream()
                .filter(entry -> entry.getPersonId().equals(from) && isMoving(entry, tracks))
                .toList();
    }

    private boolean isMoving(GalleryEntry entry, Set<String> tracks) {
        return !isRefuted(entry, tracks) && !entries.containsKey(key(into, entry));
    }

    private static boolean isRefuted(GalleryEntry entry, Set<String> tracks) {
        return entry.getKind() == TemplateKind.NOT
                && entry.getTemplateId().startsWith(REFUSAL)
                && tracks.contains(entry.getTemplateId().substring(REFUSAL.length()));
    }

    /**
     * The gallery's changes, by key; empty for a tombstone.
     *
     * @param crops by template, where its picture lies from now on; one that is not among them has none
     */
    Map<String, Optional<GalleryEntry>> changes(Map<String, CropRef> crops) {
        Set<String> tracks = tracksOfFaces();
        Map<String, Optional<GalleryEntry>> changes = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            boolean isOfTheOne = entry.getPersonId().equals(from);
            if (isOfTheOne && isMoving(entry, tracks)) {
                changes.put(key(into, entry), Optional.of(moved(entry, crops.get(entry.getTemplateId()))));
            }
            if (isOfTheOne || isRefuted(entry, tracks)) {
                changes.put(key, Optional.empty());
            }
        });
        return changes;
    }

    private Set<String> tracksOfFaces() {
        Set<String> tracks = new HashSet<>();
        entries.values().forEach(entry -> {
            if (entry.getKind() == TemplateKind.FACE && entry.getTemplateId().startsWith(FACE)) {
                tracks.add(entry.getTemplateId().substring(FACE.length()));
            }
        });
        return tracks;
    }

    private static String key(String person, GalleryEntry entry) {
        return person + "/" + entry.getTemplateId() + "/" + entry.getModelId();
    }

    /** Whom it was closest to is nobody else any more, if it was the other. */
    private GalleryEntry moved(GalleryEntry entry, CropRef crop) {
        boolean isClosestToBoth = into.equals(entry.getClosestPersonId()) || from.equals(entry.getClosestPersonId());
        return GalleryEntry.newBuilder(entry)
                .setPersonId(into)
                .setCrop(crop)
                .setClosestPersonId(isClosestToBoth ? null : entry.getClosestPersonId())
                .setClosestDistance(isClosestToBoth ? null : entry.getClosestDistance())
                .build();
    }
}
