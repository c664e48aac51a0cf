package io.sightline.console.timeline;

import io.sightline.console.api.PersonView.LastSeen;
import io.sightline.console.api.SightingPage;
import io.sightline.console.api.SightingView;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The last sightings, as topics {@code identity-events} and {@code labels} have them; so many and no more. Thread-safe.
 */
public final class SightingBook {
    /** Words that came before what they are about, or of sightings that are not here any more. */
    private static final int MOST_WORDS = 5_000;
    /** So many a listener is remembered to have been told of. */
    private static final int MOST_TOLD = 1_000;
    /** Events and tracks of one sighting that are remembered. */
    private static final int MOST_OF_ONE = 200;

    /** Who counts as a person, and not as the matcher, when a label was said. */
    private static final Set<LabelKind> PEOPLES_WORDS = Set.of(LabelKind.IS, LabelKind.IS_NOT, LabelKind.NAMED);

    private final int most;
    private final Function<Sighting, SightingView> view;
    private final TreeMap<Place, Sighting> byTime = new TreeMap<>();
    private final Map<String, Sighting> byId = new HashMap<>();
    private final Map<String, Sighting> byEvent = new HashMap<>();
    private final Map<String, Sighting> byTrack = new HashMap<>();
    private final Map<String, Label> words = new LinkedHashMap<>();
    private final Set<Consumer<Sighting>> listeners = new CopyOnWriteArraySet<>();

    /** Where a sighting stands: by when it began, those of one moment by id. */
    private record Place(Instant first, String id) implements Comparable<Place> {
        static Place of(Sighting sighting) {
            return new Place(sighting.first(), sighting.id());
        }

        /** @throws UserError if it is no such text */
        static Place parse(String text) {
            int dot = text.indexOf('.');
            try {
                return new Place(
                        Instant.ofEpochMilli(Long.parseLong(text.substring(0, Math.max(0, dot)))),
                        text.substring(dot + 1));
            } catch (NumberFormatException | DateTimeException e) {
                throw new UserError("before is '" + text + "', expected what next of an earlier page says", e);
            }
        }

        String text() {
            return first.toEpochMilli() + "." + id;
        }

        @Override
        public int compareTo(Place other) {
            int byTime = first.compareTo(other.first);
            return byTime != 0 ? byTime : id.compareTo(other.id);
        }
    }

    /**
     * @param most sightings; beyond that the oldest goes
     * @param view how they are shown; called under this book's lock
     */
    SightingBook(int most, Function<Sighting, SightingView> view) {
        this.most = most;
        this.view = view;
    }

    /**
     * Takes in an event.
     *
     * @param delay from capture to now, if it has just come
     */
    public void learn(IdentityEvent event, Optional<Long> delay) {
        Sighting changed;
        synchronized (this) {
            changed = take(event, delay);
        }
        tell(changed);
    }

    private Sighting take(IdentityEvent event, Optional<Long> delay) {
        Sighting sighting = event.getCorrects() == null ? null : byEvent.get(event.getCorrects());
        if (sighting == null) {
            sighting = byId.get(Sighting.idOf(event));
        }
        if (sighting == null) {
            if (Sighting.isCorrection(event)) {
                return null; // of one that is not here any more
            }
            sighting = new Sighting(event);
            byId.put(sighting.id(), sighting);
        } else {
            byTime.remove(Place.of(sighting));
        }
        sighting.learn(event, delay);
        if (event.getTrackId() != null) {
            byTrack.put(event.getTrackId(), sighting);
        }
        byTime.put(Place.of(sighting), sighting);
        byEvent.put(event.getEventId(), sighting);
        Sighting.Shed shed = sighting.shed(MOST_OF_ONE);
        shed.eventIds().forEach(byEvent::remove);
        for (String track : shed.trackIds()) {
            byTrack.remove(track, sighting);
        }
        Label said = words.get(event.getEventId());
        if (said != null) {
            sighting.say(said);
        }
        if (event.getLabelId() != null && words.get(event.getLabelId()) != null) {
            sighting.say(words.get(event.getLabelId()));
        }
        dropOldest();
        return sighting;
    }

    private void dropOldest() {
        while (byTime.size() > most) {
            Sighting oldest = byTime.pollFirstEntry().getValue();
            byId.remove(oldest.id());
            oldest.eventIds().forEach(byEvent::remove);
            oldest.trackIds().forEach(track -> byTrack.remove(track, oldest));
        }
    }

    /** Takes in a label; it stands in many partitions, and counts once. */
    public void learn(Label label) {
        if (!PEOPLES_WORDS.contains(label.getKind())) {
            return;
        }
        Sighting changed = null;
        synchronized (this) {
            words.put(label.getLabelId(), label);
            if (label.getEventId() != null) {
                words.put(label.getEventId(), label);
                changed = byEvent.get(label.getEventId());
                if (changed != null) {
                    changed.say(label);
                }
            }
            var eldest = words.entrySet().iterator();
            while (words.size() > MOST_WORDS) {
                eldest.next();
                eldest.remove();
            }
        }
        tell(changed);
    }

    private void tell(Sighting changed) {
        if (changed != null) {
            listeners.forEach(l -> l.accept(changed));
        }
    }

    /** Which are asked for. */
    public record Filter(
            Optional<String> personId,
            Optional<String> anonymousId,
            Optional<String> cameraId,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<SightingView.Certainty> certainty) {

        boolean accepts(Sighting s) {
            return personId.map(p -> s.personId().equals(Optional.of(p))).orElse(true)
                    && anonymousId
                            .map(a -> s.anonymousId().equals(Optional.of(a)))
                            .orElse(true)
                    && cameraId.map(c -> s.cameraId().equals(c)).orElse(true)
                    && from.map(f -> !s.last().isBefore(f)).orElse(true)
                    && to.map(t -> !s.first().isAfter(t)).orElse(true)
                    && certainty.map(c -> Explanation.certainty(s) == c).orElse(true);
        }
    }

    /**
     * Those that pass, the latest first.
     *
     * @param before where the page before ended; empty for the first
     * @throws UserError if it is no such place
     */
    public synchronized SightingPage page(Filter filter, Optional<String> before, int limit) {
        var from = before.map(Place::parse);
        Iterable<Sighting> older = from.map(
                        p -> byTime.headMap(p, false).descendingMap().values())
                .orElseGet(() -> byTime.descendingMap().values());
        List<SightingView> found = new ArrayList<>();
        Optional<String> next = Optional.empty();
        for (Sighting sighting : older) {
            if (!filter.accepts(sighting)) {
                continue;
            }
            if (found.size() == limit) {
                next = Optional.of(new Place(
                                Instant.parse(found.get(limit - 1).firstSeenAt().toString()),
                                found.get(limit - 1).sightingId())
                        .text());
                break;
            }
            found.add(view.apply(sighting));
        }
        return new SightingPage(found, next, byTime.size() < most);
    }

    /**
     * Views of what changes from now on and passes; and of what passed when it was told last, so that whoever shows it can
     * take it away.
     *
     * @return ends it
     */
    public Runnable follow(Filter filter, Consumer<SightingView> listener) {
        Set<String> told = Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > MOST_TOLD;
            }
        });
        Consumer<Sighting> each = sighting -> {
            SightingView shown;
            synchronized (this) {
                boolean passes = filter.accepts(sighting);
                if (!passes && !told.contains(sighting.id())) {
                    return;
                }
                if (passes) {
                    told.add(sighting.id());
                } else {
                    told.remove(sighting.id());
                }
                shown = view.apply(sighting);
            }
            listener.accept(shown);
        };
        listeners.add(each);
        return () -> listeners.remove(each);
    }

    /**
     * The sighting that a track is of, and what was said of it.
     *
     * @param label the same word as the view's, as it was said
     */
    public record OfTrack(SightingView view, Optional<Label> label) {}

    /** Empty if no event told of the track, or its sighting is not remembered any more. */
    public synchronized Optional<OfTrack> ofTrack(String trackId) {
        return Optional.ofNullable(byTrack.get(trackId)).map(s -> new OfTrack(view.apply(s), s.word()));
    }

    /** When and where each person was seen last. */
    public synchronized Map<String, LastSeen> lastSeen() {
        Map<String, LastSeen> last = new HashMap<>();
        for (Sighting sighting : byTime.descendingMap().values()) {
            sighting.personId()
                    .ifPresent(id -> last.putIfAbsent(id, new LastSeen(sighting.last(), sighting.cameraId())));
        }
        return last;
    }

    /** How many there are. */
    public synchronized int size() {
        return byTime.size();
    }

    /** How many events of them all are remembered. */
    synchronized int events() {
        return byEvent.size();
    }
}
