package io.sightline.matcher;

import io.sightline.matcher.state.CropState;
import io.sightline.matcher.state.ToldState;
import io.sightline.matcher.state.TrackHistory;
import io.sightline.schemas.avro.IdentityEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a partition has told of its cameras' tracks, so that a word of today corrects the events of yesterday. Not
 * thread-safe.
 *
 * <p>Beside the tracks stands an index: which tracks name somebody, which were told of a sighting that another track
 * began, which rest on a template that was learned from another track, and which are how old.
 */
final class PastEvents {
    private static final char SEPARATOR = '\0';
    private static final byte[] PRESENT = {};
    /** A track that rests and comes back for weeks tells more and more; what is older can be corrected no more. */
    private static final int MOST_TOLD = 64;

    private final KeyValueStore<String, TrackHistory> tracks;
    private final KeyValueStore<String, byte[]> index;

    PastEvents(KeyValueStore<String, TrackHistory> tracks, KeyValueStore<String, byte[]> index) {
        this.tracks = tracks;
        this.index = index;
    }

    Optional<TrackHistory> of(String cameraId, String trackId) {
        return Optional.ofNullable(tracks.get(key(cameraId, trackId)));
    }

    /**
     * Takes in an event as it is sent.
     *
     * @param look what the track's faces looked like, if they were looked at
     * @param now the camera's clock, milliseconds since 1970
     */
    void remember(IdentityEvent event, Optional<TrackDecider.Look> look, long now) {
        TrackHistory known = tracks.get(key(event.getCameraId(), event.getTrackId()));
        TrackHistory row = known == null
                ? begin(event, now)
                : TrackHistory.newBuilder(known).build();
        row.setSightingId(event.getSightingId());
        row.getTold()
                .add(new ToldState(
                        event.getEventId(),
                        event.getKind().name(),
                        event.getCapturedAt().toEpochMilli(),
                        event.getExpiresAt().toEpochMilli(),
                        event.getFrameId(),
                        event.getPersonId() == null ? event.getAnonymousId() : event.getPersonId(),
                        event.getSightingId()));
        if (row.getTold().size() > MOST_TOLD) {
            row.getTold().remove(0);
        }
        look.ifPresent(l -> {
            row.setModelId(l.assessment().modelId());
            row.setLikeness(l.faces().centre().toBytes());
            row.setQuality(l.faces().quality());
        });
        if (event.getCrop() != null) {
            row.setCrop(new CropState(
                    event.getCrop().getPartition(), event.getCrop().getOffset()));
        }
        boolean isByGallery = event.getReasons() != null
                && event.getPersonId() != null
                && event.getPersonId().equals(event.getReasons().getNearestPersonId());
        if (isByGallery) {
            row.setBasis(
                    LearnedTemplates.trackOf(event.getReasons().getTemplateId()).orElse(null));
        }
        replace(known, row);
    }

    private static TrackHistory begin(IdentityEvent event, long now) {
        return TrackHistory.newBuilder()
                .setCameraId(event.getCameraId())
                .setTrackId(event.getTrackId())
                .setSightingId(event.getSightingId())
                .setJoined(new ArrayList<>())
                .setFirstSeenAt(event.getFirstSeenAt().toEpochMilli())
                .setKeptFrom(now)
                .setTold(new ArrayList<>())
                .setModelId(null)
                .setLikeness(null)
                .setQuality(0)
                .setCrop(null)
                .setBasis(null)
                .build();
    }

    /** The sighting that an event of a track was told of. */
    static String sightingOf(TrackHistory row, ToldState event) {
        return event.getSightingId() == null ? row.getSightingId() : event.getSightingId();
    }

    /**
     * All tracks of which something was told in the sighting of an event, the one that began it first. They may have gone
     * on to others since.
     *
     * @param row of the event's track
     */
    List<TrackHistory> inSightingOf(TrackHistory row, ToldState event) {
        String camera = row.getCameraId();
        String sighting = sightingOf(row, event);
        Map<String, TrackHistory> found = new LinkedHashMap<>();
        of(camera, sighting).ifPresent(first -> {
            found.put(first.getTrackId(), first);
            first.getJoined().forEach(id -> of(camera, id).ifPresent(track -> found.put(id, track)));
        });
        indexed(told(camera, sighting)).forEach(track -> found.put(track.getTrackId(), track));
        found.putIfAbsent(row.getTrackId(), row);
        return found.values().stream()
                .filter(track -> track.getTold().stream()
                        .anyMatch(e -> sightingOf(track, e).equals(sighting)))
                .toList();
    }

    private static String told(String cameraId, String sightingId) {
        return "told" + SEPARATOR + cameraId + SEPARATOR + sightingId + SEPARATOR;
    }

    /** Those of whose events one names this person or stranger. */
    List<TrackHistory> naming(String identity) {
        return indexed("who" + SEPARATOR + identity + SEPARATOR);
    }

    /** Those that were decided by a template that was learned from this track. */
    List<TrackHistory> restingOn(String trackId) {
        return indexed("from" + SEPARATOR + trackId + SEPARATOR);
    }

    private List<TrackHistory> indexed(String prefix) {
        List<TrackHistory> rows = new ArrayList<>();
        for (String entry : entries(prefix)) {
            TrackHistory row = tracks.get(entry.substring(prefix.length()));
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> entries(String prefix) {
        List<String> entries = new ArrayList<>();
        try (StringSerializer serializer = new StringSerializer();
                KeyValueIterator<String, byte[]> found = index.prefixScan(prefix, serializer)) {
            while (found.hasNext()) {
                entries.add(found.next().key);
            }
        }
        return entries;
    }

    /** Puts a track as it is after a correction. */
    void correct(TrackHistory row) {
        replace(tracks.get(key(row.getCameraId(), row.getTrackId())), row);
    }

    private void replace(TrackHistory before, TrackHistory after) {
        String key = key(after.getCameraId(), after.getTrackId());
        Set<String> now = indexEntries(after);
        if (before != null) {
            Set<String> gone = indexEntries(before);
            gone.removeAll(now);
            gone.forEach(index::delete);
        }
        now.forEach(entry -> index.put(entry, PRESENT));
        tracks.put(key, after);
    }

    private static Set<String> indexEntries(TrackHistory row) {
        String key = key(row.getCameraId(), row.getTrackId());
        Set<String> entries = new LinkedHashSet<>();
        row.getTold().stream()
                .map(ToldState::getIdentity)
                .filter(Objects::nonNull)
                .forEach(who -> entries.add("who" + SEPARATOR + who + SEPARATOR + key));
        row.getTold().stream()
                .map(event -> sightingOf(row, event))
                .filter(sighting -> !sighting.equals(row.getTrackId()))
                .forEach(sighting -> entries.add(told(row.getCameraId(), sighting) + key));
        if (row.getBasis() != null) {
            entries.add("from" + SEPARATOR + row.getBasis() + SEPARATOR + key);
        }
        entries.add(age(row.getCameraId(), row.getKeptFrom()) + SEPARATOR + key);
        return entries;
    }

    private static String age(String cameraId, long keptFrom) {
        return "when" + SEPARATOR + cameraId + SEPARATOR + String.format(Locale.ROOT, "%016d", Math.max(0, keptFrom));
    }

    /** Forgets a camera's tracks of before. */
    void forgetBefore(String cameraId, long time) {
        String from = "when" + SEPARATOR + cameraId + SEPARATOR;
        List<TrackHistory> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> found = index.range(from, age(cameraId, time))) {
            while (found.hasNext()) {
                KeyValue<String, byte[]> entry = found.next();
                TrackHistory row =
                        tracks.get(entry.key.substring(age(cameraId, 0).length() + 1));
                if (row != null) {
                    old.add(row);
                }
            }
        }
        for (TrackHistory row : old) {
            indexEntries(row).forEach(index::delete);
            tracks.delete(key(row.getCameraId(), row.getTrackId()));
        }
    }

    private static String key(String cameraId, String trackId) {
        return cameraId + SEPARATOR + trackId;
    }
}
