package io.sightline.console.timeline;

import io.sightline.console.api.PersonView.LastSeen;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.EventStreams;
import io.sightline.console.kafka.Stores;
import io.sightline.console.people.FacePictures;
import io.sightline.console.people.PeopleBook;
import io.sightline.models.Manifest;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Sightings and strangers, from what topics bring to what pages show. Thread-safe. */
public final class Timeline {
    /** How far back sightings are remembered, if there are not too many. */
    public static final Duration REMEMBERED = Duration.ofDays(30);
    /** What is older has not just come: it was read from before. */
    private static final Duration JUST_NOW = Duration.ofSeconds(30);

    private final SightingBook book;
    private final Strangers strangers;
    private final InstantSource clock;

    /**
     * @param sightings how many are remembered
     * @param manifests of the bundles that are known here
     */
    public Timeline(PeopleBook people, int sightings, Supplier<List<Manifest>> manifests, InstantSource clock) {
        this.book = new SightingBook(sightings, new SightingViews(people)::of);
        this.strangers = new Strangers(people, manifests, clock);
        this.clock = clock;
    }

    public void learnEvent(Entry<IdentityEvent> entry) {
        if (entry.value() != null) {
            Duration delay = Duration.between(entry.value().getCapturedAt(), clock.instant());
            boolean isNew = !delay.isNegative() && delay.compareTo(JUST_NOW) < 0;
            book.learn(entry.value(), isNew ? Optional.of(delay.toMillis()) : Optional.empty());
        }
    }

    public void learnLabel(Entry<Label> entry) {
        if (entry.value() != null) {
            book.learn(entry.value());
        }
    }

    /** When and where each person was seen last, of those whose sightings are remembered. */
    public Map<String, LastSeen> lastSeen() {
        return book.lastSeen();
    }

    /** The sighting that a track is of, if it is remembered. */
    public Optional<SightingBook.OfTrack> ofTrack(String trackId) {
        return book.ofTrack(trackId);
    }

    public List<Endpoint> endpoints(FacePictures pictures, EventStreams streams, Stores stores) {
        return new TimelineEndpoints(book, strangers, pictures, streams, stores, clock).all();
    }
}
