package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.CropState;
import io.sightline.matcher.state.LearnedTemplate;
import io.sightline.matcher.state.TrackHistory;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TemplateKind;
import io.sightline.search.Neighbour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Templates that a partition makes of what its cameras saw: of strangers, and of faces of which somebody said who they
 * are or are not. Whoever made a template takes it back. Not thread-safe.
 */
final class LearnedTemplates {
    private static final char SEPARATOR = '\0';
    private static final String FACE = "track~";
    private static final String REFUSAL = "not~";
    /** A template of a worse face would do more harm than good. */
    private static final float LEAST_QUALITY = 0.2f;

    private final KeyValueStore<String, LearnedTemplate> store;
    private final Models models;
    private final Gallery gallery;
    private final StoredGallery stored;
    private final Strangers strangers;
    private final Topics topics;

    /** Where templates go; a null entry is a tombstone. */
    interface Topics {
        void gallery(String key, GalleryEntry entry);

        void strangers(String key, StrangerEntry entry);
    }

    LearnedTemplates(
            KeyValueStore<String, LearnedTemplate> store, Knowledge knowledge, StoredGallery stored, Topics topics) {
        this.store = store;
        this.models = knowledge.models();
        this.gallery = knowledge.gallery();
        this.strangers = knowledge.strangers();
        this.stored = stored;
        this.topics = topics;
    }

    /** The track that a learned face was made of; empty for one that was enrolled by a photo. */
    static Optional<String> trackOf(String templateId) {
        return Optional.ofNullable(templateId).filter(id -> id.startsWith(FACE)).map(id -> id.substring(FACE.length()));
    }

    /** A stranger has a face from now on, on all cameras. */
    void introduce(Outcome.Introduction seen, String cameraId) {
        put(new LearnedTemplate(
                seen.stranger().key(),
                false,
                cameraId,
                seen.trackId(),
                seen.model().id().toString(),
                seen.likeness().toBytes(),
                seen.quality(),
                state(seen.crop()),
                seen.knownSince(),
                seen.seenAt()));
    }

    void withdraw(Outcome.Withdrawal withdrawal) {
        unlearn(withdrawal.stranger().key(), t -> t.getTrackId().equals(withdrawal.trackId()));
    }

    /**
     * A track is this person: its face is a template, of the model that decided the track. For others it is copied when
     * they are to decide.
     *
     * @return how many templates were made: none of a track whose faces are no good
     */
    int learnFace(TrackHistory track, Identity person, String labelId) {
        return learn(track, person, false, labelId);
    }

    /** Whether a track has taught already that it is this person. */
    boolean knowsFace(TrackHistory track, Identity person) {
        return of(person.key()).stream()
                .anyMatch(t -> !t.getIsRefusal()
                        && t.getTrackId().equals(track.getTrackId())
                        && t.getModelId().equals(track.getModelId()));
    }

    /** A track is not this person: what is near to its face is not matched. */
    int learnRefusal(TrackHistory track, Identity person, String labelId) {
        return learn(track, person, true, labelId);
    }

    private int learn(TrackHistory track, Identity person, boolean isRefusal, String labelId) {
        boolean isUsable = track.getLikeness() != null
                && models.named(track.getModelId()).isPresent()
                && (isRefusal || track.getQuality() >= LEAST_QUALITY);
        if (!isUsable || person.isStranger()) {
            return 0;
        }
        put(
                new LearnedTemplate(
                        person.key(),
                        isRefusal,
                        track.getCameraId(),
                        track.getTrackId(),
                        track.getModelId(),
                        track.getLikeness(),
                        track.getQuality(),
                        track.getCrop(),
                        track.getFirstSeenAt(),
                        track.getFirstSeenAt()),
                labelId);
        return 1;
    }

    /** Takes back what was learned of these tracks about a person, of one kind. */
    int unlearn(Identity who, List<String> trackIds, boolean isRefusal) {
        return unlearn(who.key(), t -> t.getIsRefusal() == isRefusal && trackIds.contains(t.getTrackId()));
    }

    /** Takes back all that was learned about somebody. */
    int unlearn(Identity who) {
        return unlearn(who.key(), t -> true);
    }

    private int unlearn(String identity, Predicate<LearnedTemplate> which) {
        List<LearnedTemplate> learned = of(identity).stream().filter(which).toList();
        learned.forEach(this::takeBack);
        return learned.size();
    }

    /** Takes back what these tracks taught of whom they are not. */
    int unlearnRefusals(Set<String> trackIds) {
        List<LearnedTemplate> refusals = startingWith("").stream()
                .filter(t -> t.getIsRefusal() && trackIds.contains(t.getTrackId()))
                .toList();
        refusals.forEach(this::takeBack);
        return refusals.size();
    }

    /** What was learned of a stranger is from now on a person's, or an older stranger's. */
    int rename(Identity stranger, Identity to, String labelId) {
        List<LearnedTemplate> learned = of(stranger.key());
        for (LearnedTemplate template : learned) {
            takeBack(template);
            LearnedTemplate renamed = LearnedTemplate.newBuilder(template)
                    .setIdentity(to.key())
                    .setKnownSince(strangers
                            .knownSince(to.key())
                            .map(since -> Math.min(since, template.getKnownSince()))
                            .orElse(template.getKnownSince()))
                    .build();
            put(renamed, labelId);
        }
        return learned.size();
    }

    /**
     * What was learned of a person is another's from now on: in this store, for whoever merges the two moves what stands in
     * the gallery. What was said of the one's faces not to be the other goes, here and there.
     *
     * @return how many templates they are
     */
    int adopt(Identity from, Identity into) {
        List<LearnedTemplate> adopted = of(from.key());
        for (LearnedTemplate template : adopted) {
            store.delete(storeKey(template));
            LearnedTemplate now =
                    LearnedTemplate.newBuilder(template).setIdentity(into.key()).build();
            store.put(storeKey(now), now);
        }
        List<String> faces = of(into.key()).stream()
                .filter(t -> !t.getIsRefusal())
                .map(LearnedTemplate::getTrackId)
                .toList();
        unlearn(into, faces, true);
        return adopted.size();
    }

    /** Forgets the strangers' templates that a camera made before. */
    void forgetStrangersSeenBefore(String cameraId, long time) {
        for (LearnedTemplate template : startingWith(Identity.STRANGER_PREFIX)) {
            if (template.getCameraId().equals(cameraId) && template.getSeenAt() < time) {
                takeBack(template);
            }
        }
    }

    private List<LearnedTemplate> of(String identity) {
        return startingWith(identity + SEPARATOR);
    }

    private List<LearnedTemplate> startingWith(String prefix) {
        List<LearnedTemplate> learned = new ArrayList<>();
        try (StringSerializer serializer = new StringSerializer();
                KeyValueIterator<String, LearnedTemplate> found = store.prefixScan(prefix, serializer)) {
            while (found.hasNext()) {
                learned.add(found.next().value);
            }
        }
        return learned;
    }

    private void put(LearnedTemplate template) {
        put(template, null);
    }

    private void put(LearnedTemplate template, String labelId) {
        store.put(storeKey(template), template);
        if (isStrangers(template)) {
            if (models.named(template.getModelId()).isPresent()) {
                // At once, not when the topic brings it: the next track may be theirs.
                strangers.put(
                        topicKey(template),
                        template.getIdentity(),
                        Embedding.ofBytes(template.getVector()),
                        template.getKnownSince(),
                        template.getSeenAt());
            }
            topics.strangers(topicKey(template), strangerEntry(template));
        } else {
            topics.gallery(topicKey(template), galleryEntry(template, labelId));
        }
    }

    private void takeBack(LearnedTemplate template) {
        store.delete(storeKey(template));
        if (isStrangers(template)) {
            strangers.remove(topicKey(template));
            topics.strangers(topicKey(template), null);
        } else {
            Set<String> keys = new LinkedHashSet<>(Set.of(topicKey(template)));
            // It may have been copied for other models.
            keys.addAll(stored.keysOf(template.getIdentity(), templateId(template)));
            keys.forEach(key -> topics.gallery(key, null));
        }
    }

    private static boolean isStrangers(LearnedTemplate template) {
        return new Identity(template.getIdentity()).isStranger();
    }

    private static String storeKey(LearnedTemplate template) {
        return template.getIdentity() + SEPARATOR + templateId(template) + SEPARATOR + template.getModelId();
    }

    private static String topicKey(LearnedTemplate template) {
        return new GalleryKey(template.getIdentity(), templateId(template), template.getModelId()).toString();
    }

    private static String templateId(LearnedTemplate template) {
        if (isStrangers(template)) {
            return template.getTrackId();
        }
        return (template.getIsRefusal() ? REFUSAL : FACE) + template.getTrackId();
    }

    private GalleryEntry galleryEntry(LearnedTemplate template, String labelId) {
        Optional<Neighbour> closest = gallery.nearestOther(
                template.getModelId(), Embedding.ofBytes(template.getVector()), template.getIdentity());
        return GalleryEntry.newBuilder()
                .setPersonId(template.getIdentity())
                .setTemplateId(templateId(template))
                .setModelId(template.getModelId())
                .setVector(template.getVector())
                .setQuality(template.getQuality())
                .setCrop(ref(template.getCrop()))
                .setEnrolledAt(Instant.ofEpochMilli(template.getSeenAt()))
                .setKind(template.getIsRefusal() ? TemplateKind.NOT : TemplateKind.FACE)
                .setLabelId(labelId)
                .setClosestPersonId(
                        template.getIsRefusal()
                                ? null
                                : closest.map(Neighbour::personId).orElse(null))
                .setClosestDistance(
                        template.getIsRefusal()
                                ? null
                                : closest.map(n -> (float) n.distance()).orElse(null))
                .build();
    }

    private static StrangerEntry strangerEntry(LearnedTemplate template) {
        return StrangerEntry.newBuilder()
                .setAnonymousId(template.getIdentity())
                .setTrackId(template.getTrackId())
                .setModelId(template.getModelId())
                .setVector(template.getVector())
                .setQuality(template.getQuality())
                .setCrop(ref(template.getCrop()))
                .setCameraId(template.getCameraId())
                .setKnownSince(Instant.ofEpochMilli(template.getKnownSince()))
                .setSeenAt(Instant.ofEpochMilli(template.getSeenAt()))
                .build();
    }

    private static CropRef ref(CropState crop) {
        return crop == null ? null : new CropRef(crop.getPartition(), crop.getOffset());
    }

    private static CropState state(CropRef crop) {
        return crop == null ? null : new CropState(crop.getPartition(), crop.getOffset());
    }
}
