package io.sightline.operations.topics;

import io.sightline.core.UserError;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Who is who, as far as topic {@code people} was read. Not thread-safe. */
public final class People {
    private static final int ID_BYTES = 6;

    private final Map<String, Person> active = new LinkedHashMap<>();
    private final Set<String> heardOf = new HashSet<>();

    public static People of(Map<String, Entry<Person>> latest) {
        var people = new People();
        latest.values().forEach(people::learn);
        return people;
    }

    /** Somebody who is not known yet, under an id that says nothing about them. */
    public static Person newPerson(String name, Instant now, RandomGenerator random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Person("person-" + HexFormat.of().formatHex(id), PersonState.ACTIVE, name, null, now);
    }

    /** Takes in a record of the topic. */
    public void learn(Entry<Person> entry) {
        heardOf.add(entry.key());
        Person person = entry.value();
        if (person == null || person.getState() == PersonState.ERASED) {
            active.remove(entry.key());
        } else {
            active.put(entry.key(), person);
        }
    }

    /** Whether the topic has brought anything about this person, also that they were erased. */
    public boolean hasHeardOf(String personId) {
        return heardOf.contains(personId);
    }

    /** Those who are not erased, in the order of their first mention. */
    public List<Person> all() {
        return List.copyOf(active.values());
    }

    /**
     * The records of topic gallery of those who are not erased, in the order of their last change.
     *
     * @throws Unavailable if the topic cannot be read
     */
    public List<Entry<GalleryEntry>> templates(TopicStore topics) {
        return topics.latest(Topics.GALLERY).values().stream()
                .filter(e -> active.containsKey(e.value().getPersonId()))
                .toList();
    }

    /** The name; for a person who is gone, the id, which says nothing. */
    public String nameOf(String personId) {
        return Optional.ofNullable(active.get(personId)).map(Person::getName).orElse(personId);
    }

    /**
     * The person with exactly this name, or else with this id.
     *
     * @throws UserError if several people have the name: then only an id will do
     */
    public Optional<Person> find(String nameOrId) {
        List<Person> named = active.values().stream()
                .filter(p -> nameOrId.equals(p.getName()))
                .toList();
        if (named.size() > 1) {
            throw new UserError(named.size() + " people are called '" + nameOrId + "'; say which by id: "
                    + named.stream().map(Person::getPersonId).collect(Collectors.joining(", ")));
        }
        return named.stream().findFirst().or(() -> Optional.ofNullable(active.get(nameOrId)));
    }
}
