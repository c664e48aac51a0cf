package io.sightline.operations.people;

import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The gallery's entries of some people, with their vectors. */
final class FacesOf {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private FacesOf() {}

    /** By key, oldest first. @throws io.sightline.operations.topics.Unavailable if the gallery cannot be read */
    static Map<String, GalleryEntry> read(TopicStore topics, Set<String> people) {
        Map<String, GalleryEntry> found = new LinkedHashMap<>();
        try (TopicTail<GalleryEntry> gallery = topics.tail(Topics.GALLERY, From.BEGINNING)) {
            gallery.untilCaughtUp(PATIENCE, entry -> {
                found.remove(entry.key());
                if (entry.value() != null && people.contains(entry.value().getPersonId())) {
                    found.put(entry.key(), entry.value());
                }
            });
        }
        return found;
    }
}
