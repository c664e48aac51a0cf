package io.sightline.standalone.command;

import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Events and names come on two topics: an event that names somebody may be here before their name is. */
final class NamesInTime {
    /** A name is written before its person can be matched, so it is on its way already. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofMillis(50);

    private NamesInTime() {}

    /**
     * Takes in the names that have come, and waits a little for those of whom the events tell.
     *
     * @param names what has come on topic {@code people}, or nothing after a while
     */
    static void learn(List<Entry<IdentityEvent>> events, Function<Duration, List<Entry<Person>>> names, People people) {
        names.apply(Duration.ZERO).forEach(people::learn);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!events.stream().allMatch(e -> isKnown(e.value(), people)) && System.nanoTime() < end) {
            names.apply(POLL).forEach(people::learn);
        }
    }

    private static boolean isKnown(IdentityEvent event, People people) {
        return isKnown(event.getPersonId(), people) && isKnown(event.getFormerPersonId(), people);
    }

    private static boolean isKnown(String personId, People people) {
        return personId == null || people.hasHeardOf(personId);
    }
}
