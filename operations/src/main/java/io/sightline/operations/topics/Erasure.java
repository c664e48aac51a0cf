package io.sightline.operations.topics;

import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Forgets a person: leaves the erasure record, and waits until nobody can be recognised as them any more. */
public final class Erasure {
    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicStore topics;
    private final Clock clock;

    public Erasure(TopicStore topics, Clock clock) {
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * What is gone, and what goes when.
     *
     * @param templates removed from the gallery
     * @param remaining topics in which records about the person, without their name, stay until retention removes them,
     *     and when that is at the latest
     */
    public record Receipt(String personId, String name, int templates, Map<Topic<?>, Instant> remaining) {}

    /** @throws Unavailable if the gallery still knows the person when the patience is at its end */
    public Receipt erase(Person person, Duration patience) {
        String id = person.getPersonId();
        Instant now = clock.instant();
        Set<String> keys = new HashSet<>();
        int templates = 0;
        try (TopicTail<GalleryEntry> gallery = topics.tail(Topics.GALLERY, From.BEGINNING)) {
            gallery.untilCaughtUp(patience, entry -> note(entry, id, keys));
            templates = keys.size();
            topics.put(Topics.PEOPLE, id, new Person(id, PersonState.ERASED, null, null, now));
            long deadline = System.nanoTime() + patience.toNanos();
            while (!keys.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new Unavailable("The erasure of " + id + " is recorded, but the matcher has not removed "
                            + keys.size() + " templates within " + patience.toSeconds()
                            + " s. It will when it runs; see ./sightline doctor.");
                }
                gallery.poll(POLL).forEach(entry -> note(entry, id, keys));
            }
        }
        return new Receipt(id, person.getName(), templates, remaining(now));
    }

    private static void note(Entry<GalleryEntry> entry, String personId, Set<String> keys) {
        if (entry.value() == null) {
            keys.remove(entry.key());
        } else if (entry.value().getPersonId().equals(personId)) {
            keys.add(entry.key());
        }
    }

    /** Topics in which records about somebody stay when they are forgotten now, and when those are gone at the latest. */
    public Map<Topic<?>, Instant> remaining(Instant now) {
        Map<Topic<?>, Instant> remaining = new LinkedHashMap<>();
        for (Topic<?> topic : Topics.ALL) {
            // Of cameras, and of nobody.
            boolean isOfPeople = !topic.equals(Topics.CAMERA_HEALTH);
            if (isOfPeople && topic.kept() instanceof Topic.Kept.For) {
                remaining.put(topic, now.plus(topics.goneAfter(topic)));
            }
        }
        return remaining;
    }
}
