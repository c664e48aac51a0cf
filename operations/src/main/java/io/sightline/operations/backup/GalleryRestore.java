package io.sightline.operations.backup;

import io.sightline.core.UserError;
import io.sightline.operations.rollout.CropFinder;
import io.sightline.operations.rollout.KeptPictures;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.Template;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.BackupPicture;
import io.sightline.schemas.avro.BackupTemplate;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Adds from a backup what is missing here. What is here stays as it is, who was forgotten here stays forgotten, and the same
 * again adds nothing; so whatever ended it halfway, it is done again and goes on. One thread.
 *
 * <p>A restored picture is put into topic {@code crops} as any photo's is, from which the archiver takes it: its place in
 * the former topic says nothing here.
 */
public final class GalleryRestore {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int AT_ONCE = 64;
    /** As the matcher names the template of a face that a camera saw, by its track. */
    private static final String LEARNED = "track~";

    private final TopicStore topics;
    private final Optional<String> startedWith;

    /** @param startedWith the model that decides as long as topic {@code models} names no other, if that is known */
    public GalleryRestore(TopicStore topics, Optional<String> startedWith) {
        this.topics = topics;
        this.startedWith = startedWith;
    }

    /**
     * Restores.
     *
     * @param name of the file, as whoever gave it calls it
     * @throws UserError if the file is foreign, newer, cut or damaged; then nothing was written
     * @throws io.sightline.operations.topics.Unavailable if Kafka or the registry does not answer; done again, it goes on
     */
    public Restored restore(String name, BackupSource source) {
        var reader = new BackupReader(name, source);
        BackupReader.Contents contents;
        try {
            contents = reader.check();
        } catch (UserError e) {
            throw new UserError(e.getMessage() + ". Nothing was restored.", e);
        }
        boolean isSameSystem = contents.begin().getSystem().equals(BackupFormat.systemOf(topics));
        Optional<String> active = new ModelTopic(topics, startedWith).read().active();
        try (TopicTail<Person> people = topics.tail(Topics.PEOPLE, From.BEGINNING)) {
            var pass = new Pass(people, isSameSystem, active);
            pass.learnWhatIsHere();
            reader.read(pass);
            pass.finish();
            return pass.restored(contents);
        }
    }

    /** One pass over the file. */
    private final class Pass implements BackupReader.Listener {
        private final TopicTail<Person> tail;
        private final boolean isSameSystem;
        private final Optional<String> active;
        /** Who is here; the value of an erased one tells so. */
        private final Map<String, Person> here = new HashMap<>();

        private final Set<String> namesHere = new HashSet<>();
        /** Whose each is, by key. */
        private final Map<String, String> templatesHere = new HashMap<>();
        /** By face, where its picture is here; absent if the face is not here. */
        private final Map<Template.Key, Optional<CropRef>> facesHere = new HashMap<>();

        private final Set<String> takenBack = new HashSet<>();
        private final List<BackupTemplate> next = new ArrayList<>();
        private final Set<Template.Key> added = new HashSet<>();
        private final Set<String> known = new HashSet<>();
        private final Set<String> inFile = new HashSet<>();
        private final Set<String> forgotten = new HashSet<>();
        private final Set<String> unlearned = new HashSet<>();
        private final List<String> contradicted = new ArrayList<>();
        private final List<String> namesakes = new ArrayList<>();
        private int people;
        private int peopleBefore;
        private int templatesBefore;
        private int erasures;

        Pass(TopicTail<Person> tail, boolean isSameSystem, Optional<String> active) {
            this.tail = tail;
            this.isSameSystem = isSameSystem;
            this.active = active;
        }

        void learnWhatIsHere() {
            tail.untilCaughtUp(PATIENCE, this::learn);
            for (Entry<Label> label : topics.latest(Topics.LABELS).values()) {
                if (label.value().getKind() == LabelKind.UNLEARNED) {
                    takenBack.add(label.value().getPersonId() + "/" + LEARNED
                            + label.value().getTrackId());
                }
            }
            Map<String, Template> gallery = new HashMap<>();
            try (TopicTail<GalleryEntry> entries = topics.tail(Topics.GALLERY, From.BEGINNING)) {
                entries.untilCaughtUp(PATIENCE, entry -> {
                    if (entry.value() == null) {
                        gallery.remove(entry.key());
                    } else {
                        gallery.put(entry.key(), Template.of(entry.value()));
                    }
                });
            }
            gallery.forEach(this::note);
            // A restore that was ended while somebody was being forgotten may have left some.
            removeOfErased();
        }

        private void note(String key, Template template) {
            templatesHere.put(key, template.personId());
            facesHere.put(template.key(), Optional.ofNullable(template.crop()));
            if (template.isFace() && active.filter(template.modelId()::equals).isPresent()) {
                known.add(template.personId());
            }
        }

        private void removeOfErased() {
            templatesHere.forEach((key, person) -> {
                if (isErased(person)) {
                    topics.remove(Topics.GALLERY, key);
                }
            });
        }

        private void learn(Entry<Person> entry) {
            if (entry.value() == null) {
                here.remove(entry.key());
            } else {
                here.put(entry.key(), entry.value());
                namesHere.add(entry.value().getName());
            }
        }

        private boolean isErased(String personId) {
            Person person = here.get(personId);
            return person != null && person.getState() == PersonState.ERASED;
        }

        @Override
        public void person(Person person) {
            String id = person.getPersonId();
            Person known = here.get(id);
            if (person.getState() == PersonState.ERASED) {
                if (known == null) {
                    put(person);
                    erasures++;
                } else if (known.getState() == PersonState.ACTIVE) {
                    contradicted.add(id);
                }
                return;
            }
            if (isErased(id)) {
                forgotten.add(id);
                return;
            }
            inFile.add(id);
            if (known != null) {
                peopleBefore++;
                return;
            }
            if (!namesHere.add(person.getName())) {
                namesakes.add(person.getName());
            }
            put(person);
            people++;
        }

        private void put(Person person) {
            topics.put(Topics.PEOPLE, person.getPersonId(), person);
            here.put(person.getPersonId(), person);
        }

        @Override
        public void template(BackupTemplate template) {
            GalleryEntry entry = template.getEntry();
            String face = entry.getPersonId() + "/" + entry.getTemplateId();
            String key = face + "/" + entry.getModelId();
            if (isErased(entry.getPersonId())) {
                return;
            }
            if (templatesHere.containsKey(key)) {
                templatesBefore++;
            } else if (takenBack.contains(face)) {
                unlearned.add(face);
            } else {
                next.add(template);
                if (next.size() == AT_ONCE) {
                    flush();
                }
            }
        }

        private void flush() {
            // As far as anybody knows by now: a restore takes long enough for somebody to be forgotten.
            tail.poll(Duration.ZERO).forEach(this::learn);
            next.removeIf(t -> isErased(t.getEntry().getPersonId()));
            Map<Template.Key, CropFinder.Found> pictures = new LinkedHashMap<>();
            for (BackupTemplate template : next) {
                Template.Key face = Template.of(template.getEntry()).key();
                if (template.getPicture() != null && !facesHere.containsKey(face)) {
                    pictures.put(face, found(template.getPicture()));
                }
            }
            Map<Template.Key, CropRef> places = new KeptPictures(topics).put(pictures);
            places.forEach((face, place) -> facesHere.put(face, Optional.of(place)));
            List<Map.Entry<String, GalleryEntry>> entries = new ArrayList<>();
            for (BackupTemplate template : next) {
                GalleryEntry entry = placed(template.getEntry());
                entries.add(Map.entry(Template.of(entry).topicKey(entry.getModelId()), entry));
            }
            topics.putAll(Topics.GALLERY, entries);
            for (Map.Entry<String, GalleryEntry> entry : entries) {
                Template template = Template.of(entry.getValue());
                note(entry.getKey(), template);
                if (template.isFace()) {
                    added.add(template.key());
                }
            }
            next.clear();
        }

        private static CropFinder.Found found(BackupPicture picture) {
            return new CropFinder.Found(
                    picture.getFace(), picture.getImage(), picture.getLandmarks(), picture.getTakenAt());
        }

        /** Another system has something else in that place. */
        private GalleryEntry placed(GalleryEntry entry) {
            Optional<CropRef> place = facesHere.get(Template.of(entry).key());
            CropRef otherwise = isSameSystem ? entry.getCrop() : null;
            return GalleryEntry.newBuilder(entry)
                    .setCrop(place == null ? otherwise : place.orElse(otherwise))
                    .build();
        }

        /** What was put after somebody was forgotten, and before this was heard of, goes again. */
        void finish() {
            flush();
            try (TopicTail<Person> now = topics.tail(Topics.PEOPLE, From.BEGINNING)) {
                now.untilCaughtUp(PATIENCE, this::learn);
            }
            removeOfErased();
        }

        private Set<String> erasedOf(Set<String> ids) {
            return ids.stream().filter(this::isErased).collect(Collectors.toSet());
        }

        Restored restored(BackupReader.Contents contents) {
            forgotten.addAll(erasedOf(inFile));
            Set<String> unseen = new HashSet<>(inFile);
            unseen.removeAll(known);
            unseen.removeAll(forgotten);
            added.removeIf(face -> isErased(face.personId()));
            return new Restored(
                    people,
                    added.size(),
                    peopleBefore,
                    templatesBefore,
                    forgotten.size(),
                    unlearned.size(),
                    erasures,
                    contradicted,
                    namesakes,
                    active.isPresent() ? unseen.size() : 0,
                    isSameSystem,
                    contents.begin().getMadeAt());
        }
    }
}
