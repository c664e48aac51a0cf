package io.sightline.matcher;

import io.sightline.matcher.state.SightingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is before one camera, or was a moment ago, by when they were last seen. Not thread-safe. */
final class Sightings {
    private final Map<Identity, Sighting> byIdentity = new LinkedHashMap<>();

    /** @param trackId of the track that began it */
    private record Sighting(String trackId, Sight last) {
        /** It goes on; a sight of before does not set it back. */
        Sighting seen(Sight sight) {
            return sight.time() < last.time() ? this : new Sighting(trackId, sight);
        }
    }

    static Sightings of(List<SightingState> state) {
        Sightings sightings = new Sightings();
        for (SightingState s : state) {
            sightings.byIdentity.put(
                    new Identity(s.getIdentity()), new Sighting(s.getTrackId(), Sight.of(s.getLast())));
        }
        return sightings;
    }

    List<SightingState> toState() {
        return byIdentity.entrySet().stream()
                .map(e -> new SightingState(
                        e.getKey().key(),
                        e.getValue().last().toState(),
                        e.getValue().trackId()))
                .toList();
    }

    boolean contains(Identity who) {
        return byIdentity.containsKey(who);
    }

    /** A track that is decided is one of its sighting's; whether who it is was there already, else one begins. */
    boolean join(Track track) {
        Sighting known = byIdentity.putIfAbsent(track.identity(), new Sighting(track.id(), track.last()));
        track.join(known == null || known.trackId().isEmpty() ? track.id() : known.trackId());
        return known != null;
    }

    /** The sighting that this track is one of goes on. */
    void see(Track track) {
        byIdentity.computeIfPresent(track.identity(), (who, sighting) -> sighting.seen(track.last()));
    }

    /**
     * Who is here under one key goes on under the other.
     *
     * @return the track that began the former's sighting, empty if there was none
     */
    Optional<String> rename(Identity from, Identity to) {
        Sighting former = byIdentity.remove(from);
        if (former == null) {
            return Optional.empty();
        }
        byIdentity.putIfAbsent(to, former);
        byIdentity.computeIfPresent(to, (who, sighting) -> sighting.seen(former.last()));
        return Optional.of(former.trackId());
    }

    /**
     * A track is now one of its sighting's.
     *
     * @param sightingId the track that began it, if it is not there yet
     */
    void join(Track track, String sightingId) {
        byIdentity.putIfAbsent(track.identity(), new Sighting(sightingId, track.last()));
        see(track);
        join(track);
    }

    /** Ends a sighting; when they were last seen. */
    Sight remove(Identity who) {
        Sighting gone = byIdentity.remove(who);
        return gone == null ? null : gone.last();
    }

    /** Those who were last seen at this time or before, milliseconds since 1970. */
    List<Identity> lastSeenUntil(long time) {
        return byIdentity.entrySet().stream()
                .filter(e -> e.getValue().last().time() <= time)
                .map(Map.Entry::getKey)
                .toList();
    }
}
