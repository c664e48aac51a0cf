package io.sightline.trainer.archive;

import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.LabelIds;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Reasons;
import io.sightline.schemas.avro.TemplateKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which crops are somebody's face, and how that is known: the archive's rules, without Kafka.
 *
 * <p>A crop is kept as long as something claims it: a template in the gallery, or an event. Each topic adds and withdraws
 * its own claims in its own order, so what is archived in the end does not depend on how the topics interleave. A person
 * who was erased has nothing in it, whatever else is said. Not thread-safe.
 */
final class Archive {

    /** Where pictures are. */
    interface Shots {
        /**
         * The face at a place in topic crops.
         *
         * @param copy where it lies in the archive, if it does: for crops that are gone from topic crops
         * @return empty if it is gone
         */
        Optional<Shot> at(CropRef crop, Optional<CropRef> copy) throws DependencyAwayException;
    }

    /** What becomes of the archive. */
    interface Changes {
        void put(Held held, ArchivedCrop record);

        /** @param reason a constant in capitals */
        void remove(Held held, String reason);

        /** The face was to be archived, but its picture is not there any more. */
        void gone(String personId, CropRef crop);
    }

    static final String ERASED = "ERASED";
    static final String CORRECTED = "CORRECTED";
    static final String UNLEARNED = "UNLEARNED";
    static final String BETTER_SHOT = "BETTER_SHOT";

    private final ArchiverSettings settings;
    private final Shots shots;
    private final Changes changes;
    private final Map<String, Map<CropRef, Held>> people = new HashMap<>();
    private final Set<String> erased = new HashSet<>();
    /** By personId/templateId: the models that have the template, and the crop that it was made of. */
    private final Map<String, Set<String>> modelsOfTemplate = new HashMap<>();

    private final Map<String, Held> cropOfTemplate = new HashMap<>();

    Archive(ArchiverSettings settings, Shots shots, Changes changes) {
        this.settings = settings;
        this.shots = shots;
        this.changes = changes;
    }

    /** The archive has this already. */
    void restore(ArchivedCrop record, CropRef position) {
        forget(record.getPersonId() + "/" + record.getCropId());
        hold(Held.of(record, position));
    }

    /**
     * The archive has this no more.
     *
     * @param key of the record
     * @throws IllegalArgumentException if it names no place in crops
     */
    void forget(String key) {
        int slash = key.lastIndexOf('/');
        Held held = find(key.substring(0, Math.max(0, slash)), Held.refOf(key.substring(slash + 1)));
        if (held != null) {
            letGo(held);
        }
    }

    /** Never archives anything of a person from now on; what is there already, {@link #person} takes away. */
    void restoreErasure(String personId) {
        erased.add(personId);
    }

    /** The gallery's entries as far as they were followed before. */
    void restoreTemplate(String key, boolean isThere) {
        if (isThere) {
            models(key).add(modelIn(key));
        } else {
            removeModel(key);
        }
    }

    /** Crops in the archive. */
    Collection<Held> of(String personId) {
        return List.copyOf(people.getOrDefault(personId, Map.of()).values());
    }

    int size() {
        return people.values().stream().mapToInt(Map::size).sum();
    }

    void person(Person person) {
        if (person.getState() == PersonState.ERASED) {
            erased.add(person.getPersonId());
            of(person.getPersonId()).forEach(held -> remove(held, ERASED));
        }
    }

    /**
     * A template is in the gallery.
     *
     * @param key of the entry
     */
    void template(String key, GalleryEntry entry) throws DependencyAwayException {
        if (entry.getKind() != TemplateKind.FACE) {
            return;
        }
        models(key).add(entry.getModelId());
        if (entry.getCrop() == null || erased.contains(entry.getPersonId())) {
            return;
        }
        var claim = new Claim.Template(entry.getTemplateId(), entry.getLabelId());
        Held held = find(entry.getPersonId(), entry.getCrop());
        if (held != null && claim.equals(held.template())) {
            return;
        }
        Optional<Shot> shot = shot(entry.getPersonId(), entry.getCrop(), null);
        // A template that was embedded anew: the crop that it was made of has been archived.
        if (shot.isPresent() && !shot.get().isCopy()) {
            Held now = held == null ? new Held(entry.getPersonId(), entry.getCrop(), 0) : held;
            now.claim(claim);
            put(now, shot.get());
        }
    }

    /**
     * A template is not in the gallery any more.
     *
     * @param key of the entry
     */
    void templateGone(String key) throws DependencyAwayException {
        removeModel(key);
        String template = templateIn(key);
        Held held = cropOfTemplate.get(template);
        // Another model may still have it: then the face is still the person's.
        if (held != null && !modelsOfTemplate.containsKey(template)) {
            cropOfTemplate.remove(template);
            held.withdrawTemplate();
            changed(held, UNLEARNED);
        }
    }

    void event(IdentityEvent event) throws DependencyAwayException {
        switch (event.getKind()) {
            // LEFT has the best shot of all.
            case IDENTIFIED, UPDATED, LEFT -> matched(event);
            case CORRECTED, RETRACTED -> corrected(event);
            case APPEARED, UNSPECIFIED -> {}
        }
    }

    private void matched(IdentityEvent event) throws DependencyAwayException {
        if (event.getCrop() == null || !isSure(event) || erased.contains(event.getPersonId())) {
            return;
        }
        Held known = find(event.getPersonId(), event.getCrop());
        List<Held> sighting = of(event.getPersonId()).stream()
                .filter(held ->
                        held.event() != null && held.event().sightingId().equals(Claim.sightingOf(event)))
                .toList();
        if ((known != null && known.event() != null)
                || sighting.stream().anyMatch(held -> held.event() instanceof Claim.Corrected)) {
            return;
        }
        Optional<Shot> shot = shot(event.getPersonId(), event.getCrop(), event.getTrackId());
        if (shot.isEmpty() || shot.get().quality().getScore() < settings.quality()) {
            return;
        }
        float score = shot.get().quality().getScore();
        if (sighting.stream().anyMatch(held -> held.score() >= score)) {
            return;
        }
        for (Held worse : sighting) {
            worse.withdrawEvent();
            changed(worse, BETTER_SHOT);
        }
        Held held = known == null ? new Held(event.getPersonId(), event.getCrop(), score) : known;
        held.claim(Claim.Matched.of(event, asked(event.getReasons())));
        put(held, shot.get());
    }

    private float asked(Reasons reasons) {
        return (float) (settings.distance() * reasons.getThreshold());
    }

    /** What was said of a track stands in its reasons only if they are about the person who it is now. */
    private boolean isSure(IdentityEvent event) {
        Reasons reasons = event.getReasons();
        return event.getPersonId() != null
                && reasons != null
                && reasons.getDistance() != null
                && event.getPersonId().equals(reasons.getNearestPersonId())
                && reasons.getDistance() <= asked(reasons)
                && (reasons.getRunnerUpDistance() == null
                        || reasons.getRunnerUpDistance() - reasons.getDistance()
                                >= settings.margin() * reasons.getRequiredMargin());
    }

    private void corrected(IdentityEvent event) throws DependencyAwayException {
        boolean isMerge = isMerge(event);
        if (event.getFormerPersonId() != null) {
            for (Held held : of(event.getFormerPersonId())) {
                if (held.event() != null && held.event().trackId().equals(event.getTrackId())) {
                    if (isMerge) {
                        inherit(held, event.getPersonId());
                    }
                    held.withdrawEvent();
                    changed(held, CORRECTED);
                }
            }
        }
        if (isMerge || event.getPersonId() == null || event.getCrop() == null || erased.contains(event.getPersonId())) {
            return;
        }
        Held known = find(event.getPersonId(), event.getCrop());
        if (known != null && known.event() instanceof Claim.Corrected) {
            return; // by another event of the same track
        }
        Optional<Shot> shot = shot(event.getPersonId(), event.getCrop(), event.getTrackId());
        if (shot.isPresent()) {
            Held held = known == null ? new Held(event.getPersonId(), event.getCrop(), 0) : known;
            held.claim(Claim.Corrected.of(event));
            put(held, shot.get());
        }
    }

    /** Two ids turned out to be one person's: nobody has said anything about this face. */
    private static boolean isMerge(IdentityEvent event) {
        return event.getFormerPersonId() != null
                && event.getPersonId() != null
                && LabelIds.ofMerge(event.getFormerPersonId(), event.getPersonId())
                        .equals(event.getLabelId());
    }

    /** What an event said of the one is said of the other, with the picture that is archived. */
    private void inherit(Held former, String personId) throws DependencyAwayException {
        Held known = find(personId, former.crop());
        if (erased.contains(personId) || (known != null && known.event() != null)) {
            return;
        }
        Optional<Shot> shot =
                shots.at(former.crop(), Optional.ofNullable(former.position())).filter(s -> s.owner() == null);
        if (shot.isPresent()) {
            Held held = known == null ? new Held(personId, former.crop(), former.score()) : known;
            held.claim(former.event());
            put(held, shot.get());
        }
    }

    private Held find(String personId, CropRef crop) {
        return people.getOrDefault(personId, Map.of()).get(crop);
    }

    /**
     * The picture; counted if it is gone, or if another crop lies in its place since the topic was made anew.
     *
     * @param trackId that it must be of; null if that is not known
     */
    private Optional<Shot> shot(String personId, CropRef crop, String trackId) throws DependencyAwayException {
        Held held = find(personId, crop);
        Optional<Shot> shot = shots.at(crop, Optional.ofNullable(held).map(Held::position))
                .filter(s -> s.owner() == null || s.owner().equals(personId))
                .filter(s -> trackId == null || trackId.equals(s.trackId()));
        if (shot.isEmpty()) {
            changes.gone(personId, crop);
        }
        return shot;
    }

    private void put(Held held, Shot shot) {
        ArchivedCrop record = held.record(shot);
        hold(held);
        changes.put(held, record);
    }

    /** A claim was withdrawn: what is left of it decides. */
    private void changed(Held held, String reason) throws DependencyAwayException {
        if (held.isUnclaimed()) {
            remove(held, reason);
            return;
        }
        Optional<Shot> shot = shot(held.personId(), held.crop(), null);
        if (shot.isPresent()) {
            put(held, shot.get());
        } else {
            remove(held, reason); // rather than keep what says more than is known
        }
    }

    private void remove(Held held, String reason) {
        letGo(held);
        changes.remove(held, reason);
    }

    private void hold(Held held) {
        people.computeIfAbsent(held.personId(), person -> new LinkedHashMap<>()).put(held.crop(), held);
        if (held.template() != null) {
            cropOfTemplate.put(held.personId() + "/" + held.template().templateId(), held);
        }
    }

    private void letGo(Held held) {
        Map<CropRef, Held> crops = people.getOrDefault(held.personId(), new HashMap<>());
        crops.remove(held.crop());
        if (crops.isEmpty()) {
            people.remove(held.personId());
        }
        if (held.template() != null) {
            cropOfTemplate.remove(held.personId() + "/" + held.template().templateId());
        }
    }

    private Set<String> models(String key) {
        return modelsOfTemplate.computeIfAbsent(templateIn(key), template -> new HashSet<>());
    }

    private void removeModel(String key) {
        modelsOfTemplate.computeIfPresent(templateIn(key), (template, models) -> {
            models.remove(modelIn(key));
            return models.isEmpty() ? null : models;
        });
    }

    /** Ids of people and templates may hold slashes, a model's does not. */
    private static String templateIn(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('/')));
    }

    private static String modelIn(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
