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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final CameraMemory.Factory memories;
    private final String eventsNode;
    private final String resultsNode;
    private final MatcherMetrics metrics;
    private ProcessorContext<String, SpecificRecord> context;
    private CameraMemory memory;
    private KeyValueStore<String, CameraState> cameras;

    // Of the label at hand.
    private Record<String, Label> record;
    private final Map<String, CameraSightings> touched = new LinkedHashMap<>();
    private int corrected;
    private int learned;

    LabelProcessor(CameraMemory.Factory memories, String eventsNode, String resultsNode, MatcherMetrics metrics) {
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
        requireWhole(label);
        this.record = record;
        touched.clear();
        corrected = 0;
        learned = 0;
        LabelOutcome outcome = memory.words().isFollowed(label.getLabelId()) ? LabelOutcome.ALREADY : follow(label);
        touched.forEach((camera, sightings) -> cameras.put(camera, sightings.toState()));
        memory.words().follow(label.getLabelId(), outcome.name());
        answer(label, outcome);
    }

    private static void requireWhole(Label label) {
        boolean isWhole =
                switch (label.getKind()) {
                    case IS -> isAboutEvent(label) && label.getPersonId() != null;
                    case IS_NOT ->
                        isAboutEvent(label) && (label.getPersonId() != null || label.getAnonymousId() != null);
                    case NAMED -> label.getAnonymousId() != null && label.getPersonId() != null;
                    case SAME -> label.getAnonymousId() != null && label.getOlderAnonymousId() != null;
                    case FORGOTTEN -> label.getPersonId() != null || label.getAnonymousId() != null;
                    case UNSPECIFIED -> false;
                };
        if (!isWhole) {
            throw new UnusableRecord(
                    "INCOMPLETE",
                    "A label of kind " + label.getKind() + " lacks what its kind needs; see Label in the schemas");
        }
    }

    private static boolean isAboutEvent(Label label) {
        return label.getEventId() != null && label.getCameraId() != null && label.getTrackId() != null;
    }

    private LabelOutcome follow(Label label) {
        return switch (label.getKind()) {
            case IS, IS_NOT -> isHome(label) ? correctSighting(label) : correctWhatRestsOn(label);
            case NAMED -> rename(label, new Identity(label.getPersonId()));
            case SAME -> rename(label, new Identity(label.getOlderAnonymousId()));
            case FORGOTTEN -> forget(label);
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
            return LabelOutcome.UNKNOWN_EVENT;
        }
        Identity said = Identity.orNull(event.get().getIdentity());
        List<TrackHistory> sighting = memory.past().sightingOf(track.get());
        return label.getKind() == LabelKind.IS ? confirm(label, sighting, said) : deny(label, sighting, said);
    }

    private LabelOutcome deny(Label label, List<TrackHistory> sighting, Identity said) {
        String denied = label.getPersonId() == null ? label.getAnonymousId() : label.getPersonId();
        if (said == null || !said.key().equals(denied)) {
            return LabelOutcome.NOT_SAID;
        }
        for (TrackHistory track : sighting) {
            correct(label, track, told -> denied.equals(told.getIdentity()), null);
            learned += memory.learned().learnRefusal(track, said, label.getLabelId());
        }
        learned += memory.learned().unlearn(said, ids(sighting), false);
        ruleOut(label.getCameraId(), Set.copyOf(ids(sighting)), sighting.get(0).getSightingId(), said);
        correctWhatRestsOn(label);
        return LabelOutcome.APPLIED;
    }

    private void ruleOut(String cameraId, Set<String> trackIds, String sightingId, Identity who) {
        CameraSightings camera = camera(cameraId);
        for (IdentityEvent event : camera.ruleOut(trackIds, sightingId, who)) {
            memory.past().remember(event, Optional.empty(), null, camera.time());
            send(event);
        }
    }

    private LabelOutcome confirm(Label label, List<TrackHistory> sighting, Identity said) {
        Identity person = new Identity(label.getPersonId());
        if (memory.words().isForgotten(person)) {
            return LabelOutcome.PERSON_ERASED;
        }
        if (person.equals(said)) {
            return LabelOutcome.ALREADY;
        }
        for (TrackHistory track : sighting) {
            correct(label, track, told -> isContradicted(told, label), person);
            if (said != null && !said.isStranger()) {
                learned += memory.learned().learnRefusal(track, said, label.getLabelId());
            }
            learned += memory.learned().learnFace(track, person, label.getLabelId());
        }
        if (said != null) {
            learned += memory.learned().unlearn(said, ids(sighting), false);
        }
        learned += memory.learned().unlearn(person, ids(sighting), true);
        camera(label.getCameraId())
                .confirm(new LinkedHashSet<>(ids(sighting)), sighting.get(0).getSightingId(), person);
        correctWhatRestsOn(label);
        return LabelOutcome.APPLIED;
    }

    /** An APPEARED says nothing about who it is, unless it is what was pointed at. */
    private static boolean isContradicted(ToldState told, Label label) {
        boolean saysWho = !told.getKind().equals(EventKind.APPEARED.name());
        return (saysWho || told.getEventId().equals(label.getEventId()))
                && !label.getPersonId().equals(told.getIdentity());
    }

    /** A face that was learned from the track has decided other tracks: what they say of that person falls with it. */
    private LabelOutcome correctWhatRestsOn(Label label) {
        for (TrackHistory track : memory.past().restingOn(label.getTrackId())) {
            if (track.getTrackId().equals(label.getTrackId())) {
                continue;
            }
            Identity said = track.getTold().stream()
                    .map(ToldState::getIdentity)
                    .filter(Objects::nonNull)
                    .reduce((first, last) -> last)
                    .map(Identity::new)
                    .orElse(null);
            boolean stillHolds = said == null
                    || said.isStranger()
                    || (label.getKind() == LabelKind.IS && said.key().equals(label.getPersonId()))
                    || (label.getKind() == LabelKind.IS_NOT && !said.key().equals(label.getPersonId()));
            if (!stillHolds) {
                correct(label, track, told -> said.key().equals(told.getIdentity()), null);
                ruleOut(track.getCameraId(), Set.of(track.getTrackId()), track.getSightingId(), said);
            }
        }
        return somethingHappened();
    }

    /** A stranger is somebody: every event that named the stranger is corrected. */
    private LabelOutcome rename(Label label, Identity to) {
        Identity stranger = new Identity(label.getAnonymousId());
        Identity target = memory.words().laterKnownAs(to);
        if (target == null || memory.words().isForgotten(stranger)) {
            return LabelOutcome.PERSON_ERASED;
        }
        if (!stranger.isStranger() || target.equals(stranger) || memory.words().isRenamed(stranger)) {
            return LabelOutcome.ALREADY;
        }
        for (TrackHistory track : memory.past().naming(stranger.key())) {
            correct(label, track, told -> stranger.key().equals(told.getIdentity()), target);
            camera(track.getCameraId()).rename(stranger, target);
        }
        learned += memory.learned().rename(stranger, target, label.getLabelId());
        memory.words().rename(stranger, target);
        return somethingHappened();
    }

    /** What was learned of somebody goes; events stay, they name nobody but by an id without meaning. */
    private LabelOutcome forget(Label label) {
        Identity who = new Identity(label.getPersonId() == null ? label.getAnonymousId() : label.getPersonId());
        learned += memory.learned().unlearn(who);
        for (TrackHistory track : memory.past().naming(who.key())) {
            track.setLikeness(null);
            memory.past().correct(track);
        }
        memory.words().forget(who);
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
        memory.past().correct(TrackHistory.newBuilder(track).setTold(told).build());
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
