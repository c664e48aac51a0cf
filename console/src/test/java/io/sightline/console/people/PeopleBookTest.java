package io.sightline.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.people.PeopleBook.Template;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.TemplateKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PeopleBookTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final PeopleBook book = new PeopleBook();

    private void person(String id, String name) {
        PersonState state = name == null ? PersonState.ERASED : PersonState.ACTIVE;
        book.learnPerson(new Entry<>(id, new Person(id, state, name, null, NOON), 0, 0, 0));
    }

    private GalleryEntry template(String person, String id, String model, int second) {
        return GalleryEntry.newBuilder()
                .setPersonId(person)
                .setTemplateId(id)
                .setModelId(model)
                .setVector(ByteBuffer.allocate(16))
                .setQuality(0.5f)
                .setCrop(new CropRef(1, (long) second))
                .setEnrolledAt(NOON.plusSeconds(second))
                .build();
    }

    private void put(GalleryEntry entry) {
        book.learnTemplate(new Entry<>(key(entry), entry, 0, 0, 0));
    }

    private static String key(GalleryEntry entry) {
        return entry.getPersonId() + "/" + entry.getTemplateId() + "/" + entry.getModelId();
    }

    @Test
    void peopleAreListedByNameAndTheForgottenAreNot() {
        person("person-1", "bob");
        person("person-2", "Ada");
        person("person-3", "Cleo");
        person("person-3", null);

        assertThat(book.all()).extracting(Person::getName).containsExactly("Ada", "bob");
        assertThat(book.find("person-3")).isEmpty();
        assertThat(book.isGone("person-3")).isTrue();
        assertThat(book.isGone("person-never")).isTrue();
        assertThat(book.knownName("person-3")).isEmpty();
    }

    @Test
    void whoIsGoneHasNoNameInASentenceAndAnIdWhereOneIsNeeded() {
        person("person-1", "Ada");
        person("person-2", null);

        assertThat(book.called("person-1")).isEqualTo("Ada");
        assertThat(book.called("person-2")).isEqualTo("somebody who was forgotten");
        assertThat(book.nameOf("person-2")).isEqualTo("person-2");
    }

    @Test
    void aFaceUnderSeveralModelsIsOneAndOldestComeFirst() {
        put(template("person-1", "photo-b", "m1", 20));
        put(template("person-1", "photo-a", "m1", 30));
        put(template("person-1", "photo-b", "m2", 20));

        assertThat(book.templatesOf("person-1"))
                .extracting(Template::templateId)
                .containsExactly("photo-b", "photo-a");
    }

    @Test
    void aFaceGoesWithTheLastModelThatHasIt() {
        GalleryEntry first = template("person-1", "photo-a", "m1", 1);
        GalleryEntry second = template("person-1", "photo-a", "m2", 1);
        put(first);
        put(second);

        book.learnTemplate(new Entry<>(key(first), null, 0, 0, 0));
        assertThat(book.templatesOf("person-1")).hasSize(1);
        book.learnTemplate(new Entry<>(key(second), null, 0, 0, 0));
        assertThat(book.templatesOf("person-1")).isEmpty();
        assertThat(book.template("person-1", "photo-a")).isEmpty();
    }

    @Test
    void whoSomebodyIsNotIsNoFaceOfTheirs() {
        GalleryEntry refusal = template("person-1", "not~t1", "m1", 1);
        refusal.setKind(TemplateKind.NOT);
        put(refusal);

        assertThat(book.templatesOf("person-1")).isEmpty();
        assertThat(book.portraitOf("person-1")).isEmpty();
    }

    @Test
    void aPhotoIsShownBeforeAnOlderFaceThatACameraSaw() {
        GalleryEntry learned = template("person-1", "track~t1", "m1", 1);
        learned.setLabelId("label-1");
        put(learned);
        assertThat(book.portraitOf("person-1")).map(Template::templateId).hasValue("track~t1");

        put(template("person-1", "photo-a", "m1", 9));
        assertThat(book.portraitOf("person-1")).map(Template::templateId).hasValue("photo-a");
        assertThat(book.portraitOf("person-1")).map(Template::url).hasValue("/api/v1/people/person-1/photos/photo-a");
    }
}
