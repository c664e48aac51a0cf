package io.sightline.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesInTimeTest {
    private final Deque<List<Entry<Person>>> coming = new ArrayDeque<>();
    private final People people = new People();
    private int polls;

    private List<Entry<Person>> poll(Duration wait) {
        polls++;
        return coming.isEmpty() ? List.of() : coming.remove();
    }

    private static Entry<Person> person(PersonState state) {
        return entry("person-ada", new Person("person-ada", state, "Ada", null, Instant.EPOCH));
    }

    private static <V> Entry<V> entry(String key, V value) {
        return new Entry<>(key, value, 0, 0, 0);
    }

    private static List<Entry<IdentityEvent>> event(String personId) {
        var event = new IdentityEvent();
        event.setPersonId(personId);
        return List.of(entry("lobby", event));
    }

    @Test
    void aNameThatComesAfterItsEventIsWaitedFor() {
        coming.add(List.of());
        coming.add(List.of());
        coming.add(List.of(person(PersonState.ACTIVE)));
        NamesInTime.learn(event("person-ada"), this::poll, people);
        assertThat(people.nameOf("person-ada")).isEqualTo("Ada");
    }

    @Test
    void nobodyWaitsForWhoWasErasedOrHasNoName() {
        coming.add(List.of(person(PersonState.ERASED)));
        NamesInTime.learn(event("person-ada"), this::poll, people);
        NamesInTime.learn(event(null), this::poll, people);
        NamesInTime.learn(List.of(), this::poll, people);
        assertThat(polls).isEqualTo(3);
    }
}
