package io.sightline.operations.backup;

import io.sightline.operations.rollout.CropFinder;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.rollout.Template;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.BackupBegin;
import io.sightline.schemas.avro.BackupEnd;
import io.sightline.schemas.avro.BackupPicture;
import io.sightline.schemas.avro.BackupTemplate;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a backup of the gallery: who is enrolled, the templates of every model with the pictures that they were made from,
 * and the ids of those who were forgotten. Vectors and pictures pass through, {@value #AT_ONCE} at a time. One thread.
 */
public final class GalleryBackups {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int AT_ONCE = 64;

    private final TopicStore topics;
    private final Optional<String> startedWith;
    private final String madeBy;
    private final Clock clock;

    /**
     * @param startedWith the model that decides as long as topic {@code models} names no other, if that is known
     * @param madeBy the version of Sightline
     */
    public GalleryBackups(TopicStore topics, Optional<String> startedWith, String madeBy, Clock clock) {
        this.topics = topics;
        this.startedWith = startedWith;
        this.madeBy = madeBy;
        this.clock = clock;
    }

    /**
     * What is in a file.
     *
     * @param faces that people are recognised by; the same under several models counts once
     * @param pictures of how many of these, or of those that are not somebody, a picture was still kept
     * @param forgotten ids of those who had been forgotten
     */
    public record Made(int people, int faces, int pictures, int forgotten) {}

    private record Place(Template template, long offset) {}

    /**
     * Writes a backup of how things are now.
     *
     * @param out stays open
     * @throws io.sightline.operations.topics.Unavailable if the topics cannot be read; then what was written is no backup
     */
    public Made write(OutputStream out) throws IOException {
        Map<String, Entry<Person>> people = topics.latest(Topics.PEOPLE);
        Set<String> enrolled = new HashSet<>();
        people.forEach((id, entry) -> {
            if (entry.value().getState() == PersonState.ACTIVE) {
                enrolled.add(id);
            }
        });
        Map<String, Place> places = places(enrolled);
        var writer = new BackupWriter(out, begin());
        for (Entry<Person> person : people.values()) {
            writer.person(person.value());
        }
        new Pass(writer, places).run();
        BackupEnd end = writer.end();
        long faces = places.values().stream()
                .map(Place::template)
                .filter(Template::isFace)
                .map(Template::key)
                .distinct()
                .count();
        return new Made(end.getPeople(), (int) faces, end.getPictures(), end.getErased());
    }

    /** Whether a file can be restored. @throws UserError saying why not */
    public static void check(String name, BackupSource source) {
        new BackupReader(name, source).check();
    }

    private BackupBegin begin() {
        return BackupBegin.newBuilder()
                .setFormat(BackupFormat.VERSION)
                .setMadeAt(clock.instant())
                .setMadeBy(madeBy)
                .setSystem(BackupFormat.systemOf(topics))
                .setActiveModelId(
                        new ModelTopic(topics, startedWith).read().active().orElse(null))
                .build();
    }

    /** Where the templates lie that are in the gallery now, by key. */
    private Map<String, Place> places(Set<String> enrolled) {
        Map<String, Place> places = new HashMap<>();
        try (TopicTail<GalleryEntry> gallery = topics.tail(Topics.GALLERY, From.BEGINNING)) {
            gallery.untilCaughtUp(PATIENCE, entry -> {
                if (entry.value() == null || !enrolled.contains(entry.value().getPersonId())) {
                    places.remove(entry.key());
                } else {
                    places.put(entry.key(), new Place(Template.of(entry.value()), entry.offset()));
                }
            });
        }
        return places;
    }

    /** The gallery once more, with the vectors. */
    private final class Pass {
        private final BackupWriter writer;
        private final Map<String, Place> places;
        private final List<Template> all;
        private final List<GalleryEntry> next = new ArrayList<>();
        private final Set<Template.Key> withPicture = new HashSet<>();
        private IOException failure;

        Pass(BackupWriter writer, Map<String, Place> places) {
            this.writer = writer;
            this.places = places;
            this.all = places.values().stream().map(Place::template).toList();
        }

        void run() throws IOException {
            try (TopicTail<GalleryEntry> gallery = topics.tail(Topics.GALLERY, From.BEGINNING);
                    CropFinder crops = new CropFinder(topics)) {
                // What was written since the first pass is not as it was then, and is left to the next backup.
                gallery.untilCaughtUp(PATIENCE, entry -> {
                    Place place = places.get(entry.key());
                    if (place != null && place.offset() == entry.offset() && failure == null) {
                        next.add(entry.value());
                        if (next.size() == AT_ONCE) {
                            flush(crops);
                        }
                    }
                });
                flush(crops);
            }
            if (failure != null) {
                throw failure;
            }
        }

        private void flush(CropFinder crops) {
            List<Template> wanted = next.stream()
                    .map(Template::of)
                    .filter(t -> !withPicture.contains(t.key()))
                    .toList();
            Map<Template, CropFinder.Found> found = wanted.isEmpty() ? Map.of() : crops.find(wanted, all);
            try {
                for (GalleryEntry entry : next) {
                    Template template = Template.of(entry);
                    CropFinder.Found crop = found.get(template);
                    boolean isFirst = crop != null && withPicture.add(template.key());
                    writer.template(new BackupTemplate(entry, isFirst ? picture(crop) : null));
                }
            } catch (IOException e) {
                failure = e;
            }
            next.clear();
        }
    }

    private static BackupPicture picture(CropFinder.Found crop) {
        return new BackupPicture(crop.face(), crop.image(), crop.landmarks(), crop.takenAt());
    }
}
