package io.sightline.operations.identity;

import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.GalleryEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The gallery as of an offset, less what was removed since: an erasure holds for every replay. Not thread-safe.
 *
 * <p>Entries never change, so those up to the offset are those of then. Of one that was removed, Kafka keeps the
 * tombstone for a while and then nothing.
 */
public final class PastGallery {
    private final long asOf;
    private final Map<String, Entry<GalleryEntry>> templates = new LinkedHashMap<>();
    private final Set<String> removedSince = new TreeSet<>();
    private final Set<String> later = new TreeSet<>();

    /** @param asOf the last offset that counts; -1 for an empty gallery */
    public PastGallery(long asOf) {
        this.asOf = asOf;
    }

    /** Takes in a record of topic gallery, in order. */
    public void learn(Entry<GalleryEntry> entry) {
        String key = entry.key();
        if (entry.value() != null) {
            if (entry.offset() <= asOf) {
                templates.put(key, entry);
            } else {
                later.add(key);
            }
            return;
        }
        boolean wasThere = templates.remove(key) != null;
        // Its entry may be gone from the log: then it is not known whether it was there.
        boolean mayHaveBeenThere = wasThere || !later.contains(key);
        if (entry.offset() > asOf && mayHaveBeenThere && !key.startsWith("~")) {
            removedSince.add(key);
        }
    }

    void forEach(BiConsumer<GalleryEntry, Long> each) {
        templates.values().forEach(e -> each.accept(e.value(), e.offset()));
    }

    public long asOf() {
        return asOf;
    }

    public boolean has(String personId, String templateId, String modelId) {
        return templates.containsKey(personId + "/" + templateId + "/" + modelId);
    }

    /** Keys of templates that are gone, and that counted then, or may have. */
    public Set<String> removedSince() {
        return Set.copyOf(removedSince);
    }

    public int size() {
        return templates.size();
    }
}
