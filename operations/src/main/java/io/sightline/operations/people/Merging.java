package io.sightline.operations.people;

import io.sightline.core.UserError;
import io.sightline.operations.identity.Correction;
import io.sightline.operations.identity.KnownLabels;
import io.sightline.operations.identity.Saying;
import io.sightline.operations.rollout.CropFinder;
import io.sightline.operations.rollout.KeptPictures;
import io.sightline.operations.rollout.Template;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.Erasure;
import io.sightline.operations.topics.Labelling;
import io.sightline.operations.topics.RecordsByPlace;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.LabelIds;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.TemplateKind;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one of two people. In this order, so that whatever ends it halfway, it is done again and goes on, and nobody is left
 * unrecognised meanwhile: the word, by which the matcher corrects the past and takes the one for the other from then on; the
 * templates, all at once; the one's erasure.
 */
public final class Merging {
    private static final Duration ERASURE_PATIENCE = Duration.ofSeconds(30);

    private final TopicStore topics;
    private final Clock clock;

    public Merging(TopicStore topics, Clock clock) {
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * What came of it, this time.
     *
     * @param faces that became the other's
     * @param events that were corrected
     */
    public record Merged(int faces, int events) {}

    /**
     * Merges.
     *
     * @param from who is no person any more afterwards
     * @param into who stays
     * @param patience for the matcher's answers
     * @throws UserError if one of them is not enrolled, or they are the same
     * @throws Unavailable if the matcher has not followed the word everywhere in time, or Kafka does not answer: done again,
     *     it goes on
     */
    public Merged merge(String from, String into, String actor, Duration patience) {
        if (from.equals(into)) {
            throw new UserError("Nobody can be merged with themselves; expected the id of another person");
        }
        Map<String, Entry<Person>> people = topics.latest(Topics.PEOPLE);
        String labelId = LabelIds.ofMerge(from, into);
        KnownLabels labels = KnownLabels.of(topics.latest(Topics.LABELS).values());
        if (!isEnrolled(people, from) && labels.byId(labelId).isPresent()) {
            return new Merged(0, 0);
        }
        requireEnrolled(people, from);
        requireEnrolled(people, into);
        if (labels.byId(labelId).isEmpty()
                && labels.byId(LabelIds.ofMerge(into, from)).isPresent()) {
            throw new UserError("The other way round was begun before: merge " + into + " into " + from
                    + " again, and it is finished");
        }
        // Said again it is the same word, so that the time of what it corrects stays.
        Label label = labels.byId(labelId)
                .orElseGet(() -> new Correction(new Saying(labelId, actor, clock.instant())).merged(from, into));
        Labelling.Outcome outcome = new Labelling(topics).say(label, patience);
        requireFollowed(outcome);
        int faces = move(from, into);
        new Erasure(topics, clock).erase(people.get(from).value(), ERASURE_PATIENCE);
        return new Merged(faces, outcome.events());
    }

    private static boolean isEnrolled(Map<String, Entry<Person>> people, String id) {
        return people.containsKey(id) && people.get(id).value().getState() == PersonState.ACTIVE;
    }

    private static void requireEnrolled(Map<String, Entry<Person>> people, String id) {
        if (!isEnrolled(people, id)) {
            throw new UserError("There is nobody with the id " + id);
        }
    }

    private static void requireFollowed(Labelling.Outcome outcome) {
        if (outcome.isSaid(LabelOutcome.FAILED)) {
            throw new Unavailable("The matcher does not know how to merge people: it is of an older version");
        }
        if (!outcome.isComplete()) {
            throw new Unavailable("It is written down that the two are one, but the matcher has answered for "
                    + outcome.answers().size() + " of " + outcome.partitions()
                    + " parts only. It follows when it runs; then merge them again, and it is finished");
        }
    }

    /** @return how many faces became the other's */
    private int move(String from, String into) {
        var move = new TemplateMove(from, into, FacesOf.read(topics, Set.of(from, into)));
        List<GalleryEntry> moving = move.moving();
        Map<String, Optional<GalleryEntry>> changes = move.changes(pictures(into, moving));
        if (changes.isEmpty()) {
            return 0;
        }
        requireEnrolled(topics.latest(Topics.PEOPLE), into);
        topics.putTogether(Topics.GALLERY, changes);
        if (!isEnrolled(topics.latest(Topics.PEOPLE), into)) {
            // Forgotten in this very moment: the matcher may have looked before these were there.
            Map<String, Optional<GalleryEntry>> gone = new LinkedHashMap<>();
            changes.keySet().forEach(key -> gone.put(key, Optional.empty()));
            topics.putTogether(Topics.GALLERY, gone);
            throw new UserError("There is nobody with the id " + into + " any more");
        }
        return (int) moving.stream()
                .filter(entry -> entry.getKind() == TemplateKind.FACE)
                .map(GalleryEntry::getTemplateId)
                .distinct()
                .count();
    }

    /**
     * Where the pictures of what moves lie, by template: a camera's where it is as long as it is kept there, all others anew,
     * as the other's. One that is not kept anywhere is left out.
     */
    private Map<String, CropRef> pictures(String into, List<GalleryEntry> moving) {
        Map<String, Template> templates = new LinkedHashMap<>();
        moving.stream()
                .filter(entry -> entry.getCrop() != null)
                .forEach(entry -> templates.putIfAbsent(entry.getTemplateId(), Template.of(entry)));
        Map<String, CropRef> places = new HashMap<>();
        try (RecordsByPlace<Crop> crops = new RecordsByPlace<>(topics, Topics.CROPS)) {
            Map<Place, Crop> live = crops.at(
                    templates.values().stream().map(t -> place(t.crop())).toList());
            templates.forEach((id, template) -> {
                Crop crop = live.get(place(template.crop()));
                if (crop != null && crop.getKind() == TrackRecordKind.FACE && crop.getEnrollment() == null) {
                    places.put(id, template.crop());
                }
            });
        }
        templates.keySet().removeAll(places.keySet());
        if (!templates.isEmpty()) {
            keepAnew(into, templates.values()).forEach((key, place) -> places.put(key.templateId(), place));
        }
        return places;
    }

    private Map<Template.Key, CropRef> keepAnew(String into, Collection<Template> templates) {
        Map<Template.Key, CropFinder.Found> pictures = new LinkedHashMap<>();
        try (CropFinder finder = new CropFinder(topics)) {
            finder.find(templates, templates)
                    .forEach((template, found) ->
                            pictures.put(new Template.Key(into, template.key().templateId()), found));
        }
        return new KeptPictures(topics).put(pictures);
    }

    private static Place place(CropRef ref) {
        return new Place(ref.getPartition(), ref.getOffset());
    }
}
