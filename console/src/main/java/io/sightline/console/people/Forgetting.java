package io.sightline.console.people;

import io.sightline.console.api.ForgetPreview;
import io.sightline.console.api.ForgetPreview.Remaining;
import io.sightline.operations.topics.Erasure;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What forgetting somebody takes away, before and after. One thread. */
final class Forgetting {
    private static final List<String> NOTES = List.of(
            "That this id was erased stays for ever, so that no replay brings the person back.",
            "On disk, Kafka overwrites what is gone within 8 days.",
            "Pictures in the archive of training faces are taken out within seconds while the archiver runs.",
            "A model that was trained on their faces keeps what it has learned, which is no picture. If that has to go too,"
                    + " train anew: data sets that are made from now on do not have them.");
    private static final Duration READ_LIMIT = Duration.ofMinutes(1);

    private final TopicStore topics;
    private final PeopleBook people;
    private final Clock clock;

    Forgetting(TopicStore topics, PeopleBook people, Clock clock) {
        this.topics = topics;
        this.people = people;
        this.clock = clock;
    }

    /** @throws io.sightline.operations.topics.Unavailable if the topics cannot be read */
    ForgetPreview preview(Person person) {
        return new ForgetPreview(
                person.getPersonId(),
                person.getName(),
                people.templatesOf(person.getPersonId()).size(),
                archived(person.getPersonId()),
                remaining(new Erasure(topics, clock).remaining(clock.instant())),
                NOTES);
    }

    ForgetPreview gone(ForgetPreview before, Erasure.Receipt done) {
        return new ForgetPreview(
                before.personId(),
                before.name(),
                before.faces(),
                before.archivedFaces(),
                remaining(done.remaining()),
                before.notes());
    }

    private static List<Remaining> remaining(Map<Topic<?>, Instant> byTopic) {
        return byTopic.entrySet().stream()
                .map(e -> new Remaining(e.getKey().name(), e.getValue()))
                .toList();
    }

    private int archived(String personId) {
        Set<String> keys = new HashSet<>();
        try (TopicTail<ArchivedCrop> tail = topics.tail(Topics.CROPS_ARCHIVE, From.BEGINNING)) {
            tail.untilCaughtUp(READ_LIMIT, entry -> {
                if (entry.value() != null && entry.value().getPersonId().equals(personId)) {
                    keys.add(entry.key());
                } else if (entry.value() == null) {
                    keys.remove(entry.key());
                }
            });
        }
        return keys.size();
    }
}
