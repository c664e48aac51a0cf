package io.sightline.console.people;

import io.sightline.console.http.Endpoint;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.TemplateKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who is enrolled, and by which faces, as topics {@code people} and {@code gallery} have it. Thread-safe. */
public final class PeopleBook {
    private static final String GONE = "somebody who was forgotten";

    private final People people = new People();
    /** By the gallery's key; without vectors. */
    private final Map<String, Template> templates = new HashMap<>();

    private final Map<String, Map<String, Template>> byPerson = new HashMap<>();

    /**
     * A face that somebody is recognised by.
     *
     * @param crop what it was made from; empty if that is not recorded
     * @param isLearned whether a word about a sighting made it, not a photo
     */
    public record Template(
            String personId,
            String templateId,
            String modelId,
            Optional<CropRef> crop,
            Instant enrolledAt,
            float quality,
            boolean isLearned) {

        /** Where the picture of it is to be had, if it is kept. */
        public String url() {
            return Endpoint.BASE + "/people/" + personId + "/photos/" + templateId;
        }
    }

    public synchronized void learnPerson(Entry<Person> entry) {
        people.learn(entry);
    }

    public synchronized void learnTemplate(Entry<GalleryEntry> entry) {
        Template gone = templates.remove(entry.key());
        if (gone != null) {
            Map<String, Template> rest = byPerson.get(gone.personId());
            rest.remove(entry.key());
            if (rest.isEmpty()) {
                byPerson.remove(gone.personId());
            }
        }
        GalleryEntry value = entry.value();
        if (value != null && value.getKind() == TemplateKind.FACE) {
            var template = new Template(
                    value.getPersonId(),
                    value.getTemplateId(),
                    value.getModelId(),
                    Optional.ofNullable(value.getCrop()),
                    value.getEnrolledAt(),
                    value.getQuality(),
                    value.getLabelId() != null);
            templates.put(entry.key(), template);
            byPerson.computeIfAbsent(value.getPersonId(), id -> new TreeMap<>()).put(entry.key(), template);
        }
    }

    /** Those who are not erased, by name. */
    public synchronized List<Person> all() {
        return people.all().stream()
                .sorted(Comparator.comparing(Person::getName, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Person::getPersonId))
                .toList();
    }

    public synchronized Optional<Person> find(String personId) {
        return people.all().stream()
                .filter(p -> p.getPersonId().equals(personId))
                .findFirst();
    }

    /** For sentences: the name now, or that there is none any more. */
    public synchronized String called(String personId) {
        return isGone(personId) ? GONE : people.nameOf(personId);
    }

    /** The name now; the id, which says nothing, of somebody who is gone. */
    public synchronized String nameOf(String personId) {
        return people.nameOf(personId);
    }

    /** The name now; empty for somebody who is gone. */
    public synchronized Optional<String> knownName(String personId) {
        return isGone(personId) ? Optional.empty() : Optional.of(people.nameOf(personId));
    }

    /** Whether the person was erased, or never known here. */
    public synchronized boolean isGone(String personId) {
        return people.nameOf(personId).equals(personId);
    }

    /** One of each face, whichever models know it, oldest first. */
    public synchronized List<Template> templatesOf(String personId) {
        Map<String, Template> byId = new LinkedHashMap<>();
        byPerson.getOrDefault(personId, Map.of()).values().forEach(t -> byId.putIfAbsent(t.templateId(), t));
        List<Template> sorted = new ArrayList<>(byId.values());
        sorted.sort(Comparator.comparing(Template::enrolledAt).thenComparing(Template::templateId));
        return sorted;
    }

    /** The face to show for a person: from a photo if there is one. */
    public Optional<Template> portraitOf(String personId) {
        List<Template> all = templatesOf(personId);
        return all.stream().filter(t -> !t.isLearned()).findFirst().or(() -> all.stream()
                .findFirst());
    }

    public Optional<Template> template(String personId, String templateId) {
        return templatesOf(personId).stream()
                .filter(t -> t.templateId().equals(templateId))
                .findFirst();
    }
}
