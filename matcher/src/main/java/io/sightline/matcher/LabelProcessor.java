package io.sightline.matcher;

import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.ToldState;
import io.sightline.matcher.state.TrackHistory;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Follows a word about who somebody was: corrects each event of this partition that depends on it, learns from it, and
 * answers. All of that is one transaction. Each partition gets each label, since events of any camera may depend on it.
 */
final class LabelProcessor implements Processor<String, Label, String, SpecificRecord> {
    /**
     * Tracks of a sighting that teach. Whoever sits before a camera all day makes a thousand, most of which look alike.
     */
    private static final int MOST_TEACHERS = 8;

    private final CameraMemory.Factory memories;
    private final String eventsNode;
    private final String resultsNode;
    private final String labelsNode;
    private final MatcherMetrics metrics;
    private ProcessorContext<String, SpecificRecord> context;
    private CameraMemory memory;
    private KeyValueStore<String, CameraState> cameras;

    // Of the label at hand.
    private Record<String, Label> record;
    private final Map<String, CameraSightings> touched = new LinkedHashMap<>();
    private int corrected;
    private int learned;

    LabelProcessor(
            CameraMemory.Factory memories,
            String eventsNode,
            String resultsNode,
            String labelsNode,
            MatcherMetrics metrics) {
        this.labelsNode = labelsNode;
        this.memories = memories;
        this.eventsNode = eventsNode;
        this.resultsNode = resultsNode;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.memory = memories.open(context);
        this.cameras = memory.cameras();
    }

    @Override
    public void process(Record<String, Label> record) {
        Label label = record.value();
        if (label == null) {
            return;
        }
        LabelCheck.requireWhole(label);
        this.record = record;
        touched.clear();
        corrected = 0;
        learned = 0;
        LabelOutcome outcome = memory.words().isFollowed(label.getLabelId()) ? LabelOutcome.ALREADY : follow(label);
        touched.forEach((camera, sightings) -> cameras.put(camera, sightings.toState()));
        memory.words().follow(label.getLabelId(), outcome.name());
        answer(label, outcome);
    }

    private LabelOutcome follow(Label label) {
        return switch (label.getKind()) {
            case IS, IS_NOT -> isHome(label) ? correctSighting(label) : LabelOutcome.NOTHING_HERE;
            case NAMED -> rename(label, new Identity(label.getPersonId()));
            case SAME -> rename(label, new Identity(label.getOlderAnonymousId()));
            case FORGOTTEN -> forget(label);
            case UNLEARNED -> correctWhatRestsOn(label);
            case MERGED -> merge(label);
            case UNSPECIFIED -> LabelOutcome.FAILED;
        };
    }

    private boolean isHome(Label label) {
        return label.getHomePartition() == context.taskId().partition();
    }

    /** The event stands here: its whole sighting is corrected, and what rests on it. */
    private LabelOutcome correctSighting(Label label) {
        Optional<TrackHistory> track = memory.past().of(label.getCameraId(), label.getTrackId());
        Optional<ToldState> event = track.flatMap(t -> t.getTold().stream()
                .filter(told -> told.getEventId().equals(label.getEventId()))
                .findFirst());
        if (event.isEmpty()) {
            return unlearnForgottenEvent(label);
        }
        Identity said = Identity.orNull(event.get().getIdentity());
        List<TrackHistory> sighting = memory.past().inSightingOf(track.get(), event.get());
        return label.getKind() == LabelKind.IS
                ? confirm(label, sighting, PastEvents.sightingOf(track.get(), event.get()), said)
                : deny(label, sighting, said);
    }

    /** The event can be corrected no more; what was learned of it can still be taken back. */
    private LabelOutcome unlearnForgottenEvent(Label label) {
        if (label.getKind() == LabelKind.IS_NOT && label.getPersonId() != null) {
            unlearn(label, new Identity(label.getPersonId()), List.of(label.getTrackId()));
        }
        return learned > 0 ? LabelOutcome.APPLIED : LabelOutcome.UNKNOWN_EVENT;
    }

    private LabelOutcome deny(Label label, List<TrackHistory> sighting, Identity said) {
        String denied = label.getPersonId() == null ? label.getAnonymousId() : nowKnownAs(label.getPersonId());
        if (said == null || !said.key().equals(denied)) {
            return LabelOutcome.NOT_SAID;
        }
        for (TrackHistory track : sighting) {
            correct(label, track, told -> denied.equals(told.getIdentity()), null);
        }
        for (TrackHistory track : teachers(theirs(sighting, said))) {
            learned += memory.learned().learnRefusal(track, said, label.getLabelId());
        }
        unlearn(label, said, ids(sighting));
        ruleOut(label.getCameraId(), Set.copyOf(ids(sighting)), said);
        return LabelOutcome.APPLIED;
    }

    private LabelOutcome confirm(Label label, List<TrackHistory> sighting, String sightingId, Identity said) {
        Identity person = memory.words().laterKnownAs(new Identity(label.getPersonId()));
        if (person == null) {
            return LabelOutcome.PERSON_ERASED;
        }
        List<TrackHistory> theirs = theirs(sighting, said);
        if (person.equals(said)) {
            return affirm(label, theirs, sightingId, person);
        }
        for (TrackHistory track : sighting) {
            correct(label, track, told -> isContradicted(told, said, theirs.contains(track), label), person);
        }
        for (TrackHistory track : teachers(theirs)) {
            if (said != null && !said.isStranger()) {
                learned += memory.learned().learnRefusal(track, said, label.getLabelId());
            }
            learned += memory.learned().learnFace(track, person, label.getLabelId());
        }
        if (said != null) {
            unlearn(label, said, ids(sighting));
        }
        learned += memory.learned().unlearn(person, ids(theirs), true);
        camera(label.getCameraId()).confirm(new LinkedHashSet<>(ids(theirs)), sightingId, person);
        return LabelOutcome.APPLIED;
    }

    /** The event was right: nothing is corrected, and its faces are learned, now that a person vouches for them. */
    private LabelOutcome affirm(Label label, List<TrackHistory> theirs, String sightingId, Identity person) {
        for (TrackHistory track : theirs) {
            if (track.getBasis() != null) {
                // It falls no more with the face that decided it.
                memory.past()
                        .correct(TrackHistory.newBuilder(track).setBasis(null).build());
            }
        }
        for (TrackHistory track : teachers(theirs)) {
            if (!memory.learned().knowsFace(track, person)) {
                learned += memory.learned().learnFace(track, person, label.getLabelId());
            }
        }
        camera(label.getCameraId()).confirm(new LinkedHashSet<>(ids(theirs)), sightingId, person);
        return learned > 0 ? LabelOutcome.APPLIED : LabelOutcome.ALREADY;
    }

    /** A track that has passed from one to another is corrected where it named the one, and teaches nothing. */
    private static List<TrackHistory> theirs(List<TrackHistory> sighting, Identity said) {
        return sighting.stream().filter(t -> isOfNobodyBut(said, t)).toList();
    }

    /** Those with the best faces. */
    private static List<TrackHistory> teachers(List<TrackHistory> tracks) {
        return tracks.stream()
                .filter(t -> t.getLikeness() != null)
                .sorted(Comparator.comparingDouble(TrackHistory::getQuality).reversed())
                .limit(MOST_TEACHERS)
                .toList();
    }

    /** Whether all that was told of a track is about this one, or about nobody in particular. */
    private static boolean isOfNobodyBut(Identity said, TrackHistory track) {
        return track.getTold().stream()
                .map(ToldState::getIdentity)
                .allMatch(who -> who == null || (said != null && who.equals(said.key())));
    }

    /** Takes back the faces that tracks have taught of somebody; all partitions hear of each, for what rests on it. */
    private void unlearn(Label label, Identity who, List<String> trackIds) {
        for (String trackId : trackIds) {
            int unlearned = memory.learned().unlearn(who, List.of(trackId), false);
            learned += unlearned;
            if (unlearned > 0 && !who.isStranger()) {
                Label word = Label.newBuilder()
                        .setLabelId("unlearned-" + label.getLabelId() + "-" + trackId)
                        .setKind(LabelKind.UNLEARNED)
                        .setActor("matcher")
                        .setSaidAt(label.getSaidAt())
                        .setCameraId(label.getCameraId())
                        .setTrackId(trackId)
                        .setPersonId(who.key())
                        .build();
                context.forward(record.withKey(word.getLabelId()).withValue(word), labelsNode);
            }
        }
    }

    private void ruleOut(String cameraId, Set<String> trackIds, Identity who) {
        CameraSightings camera = camera(cameraId);
        for (IdentityEvent event : camera.ruleOut(trackIds, who)) {
            memory.past().remember(event, Optional.empty(), camera.time());
            send(event);
        }
    }

    /**
     * An APPEARED says nothing about who it is, unless it is what was pointed at. What named somebody else than the event
     * that was pointed at stays.
     */
    private static boolean isContradicted(ToldState told, Identity said, boolean isTheirTrack, Label label) {
        boolean isPointedAt = told.getEventId().equals(label.getEventId());
        if (told.getIdentity() == null) {
            return isPointedAt || (isTheirTrack && !told.getKind().equals(EventKind.APPEARED.name()));
        }
        return said != null && said.key().equals(told.getIdentity());
    }

    /** A face was taken back from a person: tracks that were decided by it are not known to be theirs. */
    private LabelOutcome correctWhatRestsOn(Label label) {
        Identity person = new Identity(label.getPersonId());
        for (TrackHistory track : memory.past().restingOn(label.getTrackId())) {
            if (track.getTrackId().equals(label.getTrackId())) {
                continue;
            }
            correct(label, track, told -> person.key().equals(told.getIdentity()), null);
            // This track alone: others of the sighting may have been known by another face.
            ruleOut(track.getCameraId(), Set.of(track.getTrackId()), person);
        }
        return somethingHappened();
    }

    /**
     * A stranger is somebody: every event that named the stranger is corrected. Labels come in another order in another
     * partition, so both sides are taken as whom they have turned out to be, and all end with the same.
     */
    private LabelOutcome rename(Label label, Identity to) {
        Identity from = memory.words().laterKnownAs(new Identity(label.getAnonymousId()));
        Identity target = memory.words().laterKnownAs(to);
        if (from == null || target == null) {
            return LabelOutcome.PERSON_ERASED;
        }
        boolean isWordForWord = from.key().equals(label.getAnonymousId());
        boolean areBothStrangers = from.isStranger() && target.isStranger();
        if (!from.isStranger()
                || (areBothStrangers && !isWordForWord && target.key().compareTo(from.key()) > 0)) {
            Identity other = from;
            from = target;
            target = other;
        }
        if (target.equals(from) || !from.isStranger()) {
            return LabelOutcome.ALREADY;
        }
        return rename(label, from, target);
    }

    private LabelOutcome rename(Label label, Identity stranger, Identity target) {
        for (TrackHistory track : memory.past().naming(stranger.key())) {
            correct(label, track, told -> stranger.key().equals(told.getIdentity()), target);
            camera(track.getCameraId()).rename(stranger, target);
        }
        learned += memory.learned().rename(stranger, target, label.getLabelId());
        memory.words().rename(stranger, target);
        return somethingHappened();
    }

    /** Whoever says it may not have heard yet that the person is another's self. */
    private String nowKnownAs(String personId) {
        Identity now = memory.words().laterKnownAs(new Identity(personId));
        return now == null ? personId : now.key();
    }

    /**
     * Two who were enrolled are one: every event that named the one is corrected to the other, who has all that was learned
     * of both. Their templates in the gallery are moved by whoever says so, those of photos with them.
     */
    private LabelOutcome merge(Label label) {
        Identity from = new Identity(label.getPersonId());
        Identity into = memory.words().laterKnownAs(new Identity(label.getIntoPersonId()));
        if (into == null || memory.words().isForgotten(from)) {
            return LabelOutcome.PERSON_ERASED;
        }
        // The other way round was said before: a circle would have no end.
        if (into.equals(from) || memory.words().isRenamed(from)) {
            return LabelOutcome.ALREADY;
        }
        for (TrackHistory track : memory.past().naming(from.key())) {
            correct(label, track, told -> from.key().equals(told.getIdentity()), into);
            camera(track.getCameraId()).rename(from, into);
        }
        learned += memory.learned().adopt(from, into);
        memory.words().rename(from, into);
        return somethingHappened();
    }

    /** What was learned of somebody goes; events stay, they name nobody but by an id without meaning. */
    private LabelOutcome forget(Label label) {
        Identity who = new Identity(label.getPersonId() == null ? label.getAnonymousId() : label.getPersonId());
        learned += memory.learned().unlearn(who);
        Set<String> trackIds = new LinkedHashSet<>();
        for (TrackHistory track : memory.past().naming(who.key())) {
            trackIds.add(track.getTrackId());
            ruleOut(track.getCameraId(), Set.of(track.getTrackId()), who);
            memory.past()
                    .of(track.getCameraId(), track.getTrackId())
                    .map(t -> TrackHistory.newBuilder(t).setLikeness(null).build())
                    .ifPresent(memory.past()::correct);
        }
        // Their face also stands where it was said not to be somebody else.
        learned += memory.learned().unlearnRefusals(trackIds);
        // One who was merged is erased as an id, and goes on as the other.
        if (who.isStranger() || !memory.words().isRenamed(who)) {
            memory.words().forget(who);
        }
        return somethingHappened();
    }

    private LabelOutcome somethingHappened() {
        return corrected + learned > 0 ? LabelOutcome.APPLIED : LabelOutcome.NOTHING_HERE;
    }

    private static List<String> ids(List<TrackHistory> tracks) {
        return tracks.stream().map(TrackHistory::getTrackId).toList();
    }

    private CameraSightings camera(String cameraId) {
        return touched.computeIfAbsent(cameraId, memory::sightings);
    }

    /** @param now null for nobody in particular */
    private void correct(Label label, TrackHistory track, Predicate<ToldState> which, Identity now) {
        if (track.getTold().stream().noneMatch(which)) {
            // It rests on what it rested on.
            return;
        }
        List<ToldState> told = new ArrayList<>();
        for (ToldState event : track.getTold()) {
            if (which.test(event)) {
                send(Correction.of(
                        track, event, now, label, camera(track.getCameraId()).nextSequence()));
                corrected++;
                told.add(ToldState.newBuilder(event)
                        .setIdentity(now == null ? null : now.key())
                        .build());
            } else {
                told.add(event);
            }
        }
        // Whatever decided it before, it is so by a person's word now.
        memory.past()
                .correct(TrackHistory.newBuilder(track)
                        .setTold(told)
                        .setBasis(null)
                        .build());
    }

    private void send(IdentityEvent event) {
        context.forward(record.withKey(event.getCameraId()).withValue(event), eventsNode);
        metrics.event(event);
    }

    private void answer(Label label, LabelOutcome outcome) {
        int partition = context.taskId().partition();
        context.forward(
                record.withKey(label.getLabelId() + "/" + partition)
                        .withValue(LabelResult.newBuilder()
                                .setLabelId(label.getLabelId())
                                .setPartition(partition)
                                .setOutcome(outcome)
                                .setEvents(corrected)
                                .setTemplates(learned)
                                .setMessage(message(outcome))
                                .setDecidedAt(label.getSaidAt())
                                .build()),
                resultsNode);
        metrics.label(label.getKind(), outcome);
    }

    private String message(LabelOutcome outcome) {
        return switch (outcome) {
            case APPLIED -> "Corrected " + corrected + " events";
            case NOTHING_HERE -> "Nothing here depends on it";
            case UNKNOWN_EVENT -> "There is no such event, or it is older than events are kept for correction";
            case ALREADY -> "It was so before";
            case NOT_SAID -> "The event does not say that, or no longer";
            case PERSON_ERASED -> "This person was forgotten";
            case FAILED -> "The label is of a kind that this matcher does not know";
        };
    }
}
