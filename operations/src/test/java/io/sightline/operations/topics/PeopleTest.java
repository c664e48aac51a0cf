package io.sightline.operations.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PeopleTest {
    private final People people = new People();

    @Test
    void findsByExactNameAndById() {
        learn("person-1", PersonState.ACTIVE, "Ada");

        assertThat(people.find("Ada")).map(Person::getPersonId).contains("person-1");
        assertThat(people.find("person-1")).map(Person::getName).contains("Ada");
        assertThat(people.find("ada")).isEmpty();
    }

    @Test
    void asksForTheIdWhereANameIsNotEnough() {
        learn("person-1", PersonState.ACTIVE, "Ada");
        learn("person-2", PersonState.ACTIVE, "Ada");

        assertThatThrownBy(() -> people.find("Ada"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("2 people are called 'Ada'")
                .hasMessageContaining("person-1, person-2");
        assertThat(people.find("person-2")).isPresent();
    }

    @Test
    void anErasedPersonIsNobodyAndHasNoName() {
        learn("person-1", PersonState.ACTIVE, "Ada");
        learn("person-1", PersonState.ERASED, null);

        assertThat(people.all()).isEmpty();
        assertThat(people.find("person-1")).isEmpty();
        assertThat(people.nameOf("person-1")).isEqualTo("person-1");
    }

    @Test
    void aTombstoneRemoves() {
        learn("person-1", PersonState.ACTIVE, "Ada");
        people.learn(new Entry<>("person-1", null, 0, 1, 0));

        assertThat(people.all()).isEmpty();
    }

    private void learn(String id, PersonState state, String name) {
        people.learn(new Entry<>(id, new Person(id, state, name, null, Instant.EPOCH), 0, 0, 0));
    }
}
