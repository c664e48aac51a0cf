package io.sightline.matcher;

import io.sightline.matcher.state.GalleryRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The gallery on disk, as a task may read it: the templates of all models, also of those that are out of use. */
final class StoredGallery {
    private final ReadOnlyKeyValueStore<String, GalleryRow> store;

    StoredGallery(ReadOnlyKeyValueStore<String, GalleryRow> store) {
        this.store = store;
    }

    Optional<GalleryRow> row(GalleryKey key) {
        return Optional.ofNullable(store.get(key.toString()));
    }

    /** The keys of all templates of a person, whoever put them there. */
    List<String> keysOf(String personId) {
        List<String> keys = new ArrayList<>();
        try (StringSerializer serializer = new StringSerializer();
                KeyValueIterator<String, GalleryRow> found = store.prefixScan(personId + "/", serializer)) {
            while (found.hasNext()) {
                KeyValue<String, GalleryRow> row = found.next();
                // Ids may hold slashes: another person's may begin like this one.
                if (row.value.getPersonId().equals(personId)) {
                    keys.add(row.key);
                }
            }
        }
        return keys;
    }

    /** The keys of one template, under each model that has it. */
    List<String> keysOf(String personId, String templateId) {
        String prefix = personId + "/" + templateId + "/";
        List<String> keys = new ArrayList<>();
        try (StringSerializer serializer = new StringSerializer();
                KeyValueIterator<String, GalleryRow> found = store.prefixScan(prefix, serializer)) {
            while (found.hasNext()) {
                String key = found.next().key;
                // Ids may hold slashes, a model's never does: another template's id may begin like this one.
                if (key.indexOf('/', prefix.length()) < 0) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }
}
