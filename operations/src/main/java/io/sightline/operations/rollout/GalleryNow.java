package io.sightline.operations.rollout;

import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is in the gallery and who was erased, followed as it changes. One thread. */
final class GalleryNow implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TopicTail<GalleryEntry> gallery;
    private final TopicTail<Person> people;
    private final Map<String, Template> entries = new LinkedHashMap<>();
    private final Set<String> erased = new HashSet<>();
    private final Map<String, String> names = new HashMap<>();

    private GalleryNow(TopicTail<GalleryEntry> gallery, TopicTail<Person> people) {
        this.gallery = gallery;
        this.people = people;
    }

    /** Reads both topics to their present ends. @throws io.sightline.operations.topics.Unavailable if it cannot */
    static GalleryNow open(TopicStore topics) {
        TopicTail<GalleryEntry> gallery = topics.tail(Topics.GALLERY, From.BEGINNING);
        try {
            var now = new GalleryNow(gallery, topics.tail(Topics.PEOPLE, From.BEGINNING));
            now.people.untilCaughtUp(PATIENCE, now::learnPerson);
            now.gallery.untilCaughtUp(PATIENCE, now::learnTemplate);
            return now;
        } catch (RuntimeException e) {
            gallery.close();
            throw e;
        }
    }

    /** Takes in what has come since. */
    void poll(Duration wait) {
        people.poll(Duration.ZERO).forEach(this::learnPerson);
        gallery.poll(wait).forEach(this::learnTemplate);
    }

    private void learnTemplate(Entry<GalleryEntry> entry) {
        // What changes last stands last.
        entries.remove(entry.key());
        if (entry.value() != null) {
            entries.put(entry.key(), Template.of(entry.value()));
        }
    }

    private void learnPerson(Entry<Person> entry) {
        boolean isErased = entry.value() != null && entry.value().getState() == PersonState.ERASED;
        if (isErased) {
            erased.add(entry.key());
        } else {
            erased.remove(entry.key());
        }
        if (entry.value() == null || entry.value().getName() == null) {
            names.remove(entry.key());
        } else {
            names.put(entry.key(), entry.value().getName());
        }
    }

    /** @param keepsOwn see {@link CopyPlan#of} */
    CopyPlan plan(String from, String to, boolean keepsOwn) {
        return CopyPlan.of(entries.values(), erased, from, to, keepsOwn);
    }

    /** Whether a copy of this template is still wanted: its person or itself may be gone meanwhile. */
    boolean isThere(Template template) {
        return !erased.contains(template.personId()) && entries.containsKey(template.topicKey(template.modelId()));
    }

    boolean hasCopy(Template template, String to) {
        return entries.containsKey(template.topicKey(to));
    }

    /** The name; the id of who has none. */
    String nameOf(String personId) {
        return names.getOrDefault(personId, personId);
    }

    /** The templates of a model, by person. */
    Map<String, Long> templatesByPerson(String modelId) {
        return entries.values().stream()
                .filter(t -> t.modelId().equals(modelId) && t.isFace())
                .collect(Collectors.groupingBy(Template::personId, Collectors.counting()));
    }

    /** Templates of a model whose vectors are not as long as the model makes them: they would be passed over. */
    List<Template> ofWrongLength(String modelId, int dimension) {
        return entries.values().stream()
                .filter(t -> t.modelId().equals(modelId) && t.dimension() != dimension)
                .toList();
    }

    @Override
    public void close() {
        gallery.close();
        people.close();
    }
}
