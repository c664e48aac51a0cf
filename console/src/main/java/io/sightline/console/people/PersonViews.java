package io.sightline.console.people;

import io.sightline.console.api.PersonView;
import io.sightline.console.api.PersonView.LastSeen;
import io.sightline.console.api.PersonView.PersonPhoto;
import io.sightline.schemas.avro.Person;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is shown of somebody who is enrolled. Thread-safe. */
public final class PersonViews {
    private final PeopleBook people;
    private final Supplier<Map<String, LastSeen>> lastSeen;

    /** @param lastSeen when and where each person was seen last, by personId */
    public PersonViews(PeopleBook people, Supplier<Map<String, LastSeen>> lastSeen) {
        this.people = people;
        this.lastSeen = lastSeen;
    }

    /** Everybody, by name. */
    List<PersonView> all() {
        Map<String, LastSeen> seen = lastSeen.get();
        return people.all().stream().map(p -> of(p, seen)).toList();
    }

    PersonView of(Person person) {
        return of(person, lastSeen.get());
    }

    private PersonView of(Person person, Map<String, LastSeen> seen) {
        List<PersonPhoto> photos = people.templatesOf(person.getPersonId()).stream()
                .map(t -> new PersonPhoto(
                        t.templateId(), Optional.of(t.url()), t.enrolledAt(), t.quality(), t.isLearned()))
                .toList();
        return new PersonView(
                person.getPersonId(),
                person.getName(),
                Optional.ofNullable(person.getConsent()),
                person.getChangedAt(),
                photos,
                Optional.ofNullable(seen.get(person.getPersonId())));
    }
}
