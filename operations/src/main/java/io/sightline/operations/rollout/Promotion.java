package io.sightline.operations.rollout;

import io.sightline.core.UserError;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets another model decide, or one that did before: first it gets to know everybody, then one record switches.
 *
 * <p>Until that record nothing has changed for anybody, and with it everything has: whoever ends this in between and
 * begins anew completes it. One thread.
 */
public final class Promotion {
    private static final Duration CAMERAS_PATIENCE = Duration.ofSeconds(45);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final TopicStore topics;
    private final ModelTopic models;
    private final InstantSource clock;
    private final Dialogue dialogue;

    public Promotion(TopicStore topics, ModelTopic models, InstantSource clock, Dialogue dialogue) {
        this.topics = topics;
        this.models = models;
        this.clock = clock;
        this.dialogue = dialogue;
    }

    /**
     * What was asked for.
     *
     * @param isForced whether figures that speak against it are passed over; that is recorded
     * @param isConfirmed whether people whose crops are gone are given up without asking
     */
    public record Request(EmbeddingSpace to, String actor, String reason, boolean isForced, boolean isConfirmed) {}

    /**
     * What came of it.
     *
     * @param activeFrom tracks that begin from then on are decided by the model
     * @param copied templates that were made for it now
     * @param lost templates of which it has none
     */
    public record Outcome(String from, String to, Instant activeFrom, int copied, int lost) {}

    /**
     * Lets a candidate decide.
     *
     * @param from what is known of the model that decides now
     * @throws UserError if the candidate is not ready for it, or the models were changed meanwhile
     * @throws Refusal if its figures fall short, or the answer was no
     * @throws Unavailable if a part of the system does not do its part; then nothing is switched, or the message says
     *     that it cannot be told
     */
    public Outcome promote(EmbeddingSpace from, Request request) {
        ModelRegister register = models.read();
        register.requireActive(from.getModelId());
        String id = request.to().getModelId();
        if (register.state(id) != ModelState.SHADOW) {
            throw new UserError(
                    id + " is " + nameOf(register.state(id)) + ", expected SHADOW: what decides must have seen"
                            + " what cameras see. Put it in the shadow first");
        }
        boolean isForced = new Figures(register, dialogue).overruled(from.getModelId(), id, request.isForced());
        return change(register, from, request, isForced);
    }

    /** Goes back to a model that decided before; figures are not asked for. Throws as {@link #promote}. */
    public Outcome rollback(EmbeddingSpace from, Request request) {
        ModelRegister register = models.read();
        register.requireActive(from.getModelId());
        String id = request.to().getModelId();
        if (!register.hasDecided(id)) {
            throw new UserError(
                    id + " never decided here, so nothing goes back to it. A model that is new is put in the"
                            + " shadow, and then promoted");
        }
        if (register.state(id) != ModelState.SHADOW) {
            models.change(seen -> {
                requireSamePointer(register, seen);
                var word = new Word(request.actor(), now(), "to be rolled back to");
                return ModelChange.state(seen, request.to(), ModelState.SHADOW, word, false);
            });
        }
        return change(register, from, request, false);
    }

    private Outcome change(ModelRegister start, EmbeddingSpace from, Request request, boolean isForced) {
        String former = from.getModelId();
        String id = request.to().getModelId();
        var cameras = new LiveCameras(topics, clock);
        sayCameras(cameras.awaitEmbeddedWith(id, CAMERAS_PATIENCE), id);
        GalleryCopy.Outcome copied;
        int made = 0;
        try (GalleryNow gallery = GalleryNow.open(topics)) {
            Set<Template.Key> givenUp = new HashSet<>();
            var copy = new GalleryCopy(topics, former, id);
            boolean keepsOwn = start.hasDecided(id);
            // Whoever thinks about a question may enrol somebody meanwhile: so look again until nothing is new.
            do {
                copy.removeOrphans(gallery, keepsOwn);
                copied = copy.run(gallery, dialogue.copying());
                made += copied.copied();
            } while (agree(copied, gallery, givenUp, request.isConfirmed()));
            verify(gallery, request.to(), former, keepsOwn, givenUp);
            dialogue.say("The gallery is complete: " + (copied.wanted() - givenUp.size()) + " of " + copied.wanted()
                    + " templates" + (made == 0 ? "" : ", " + made + " of them made now"));
            cameras.awaitEmbeddedWith(id, CAMERAS_PATIENCE);
            ModelSwitch done = commit(start, from, request, isForced);
            dialogue.say(id + " decides from " + done.getActiveFrom() + " on; tracks that began before end on " + former
                    + ", until " + done.getFormerUntil());
            try {
                settle(gallery, copy, done, givenUp);
            } catch (Unavailable e) {
                dialogue.say(id + " decides; only the last copies are missing: " + e.getMessage()
                        + ". To complete it, promote " + id + " again");
            }
            return new Outcome(former, id, done.getActiveFrom(), made, givenUp.size());
        }
    }

    private void sayCameras(List<String> live, String id) {
        dialogue.say(
                live.isEmpty()
                        ? "No camera is live; whether faces are embedded with " + id + " cannot be seen"
                        : "Embedded with " + id + ": " + String.join(", ", live));
    }

    /** Asks about people whose crops are gone and were not asked about before. @return whether to look again */
    private boolean agree(
            GalleryCopy.Outcome copied, GalleryNow gallery, Set<Template.Key> givenUp, boolean isConfirmed) {
        List<GalleryCopy.Lost> fresh = copied.lost().stream()
                .filter(l -> !givenUp.contains(l.template().key()))
                .toList();
        if (fresh.isEmpty()) {
            return false;
        }
        sayLost(copied.lost(), gallery);
        boolean goesOn = isConfirmed
                || dialogue.confirms("Switch all the same? They must be enrolled again by photos to be recognised as"
                        + " well as before");
        if (!goesOn) {
            throw new Refusal("Nothing was switched. What was copied stays and is not copied again");
        }
        fresh.forEach(l -> givenUp.add(l.template().key()));
        return true;
    }

    private void sayLost(List<GalleryCopy.Lost> lost, GalleryNow gallery) {
        if (!lost.isEmpty()) {
            Map<String, Long> all =
                    gallery.templatesByPerson(lost.get(0).template().modelId());
            LostPeople.of(lost, all).lines(gallery::nameOf).forEach(dialogue::say);
        }
    }

    private void verify(
            GalleryNow gallery, EmbeddingSpace to, String former, boolean keepsOwn, Set<Template.Key> givenUp) {
        String id = to.getModelId();
        long deadline = System.nanoTime() + SETTLING.toNanos();
        CopyPlan plan = gallery.plan(former, id, keepsOwn);
        // What was taken out a moment ago may not have come back to us yet.
        while (!plan.orphans().isEmpty() && System.nanoTime() < deadline) {
            gallery.poll(POLL);
            plan = gallery.plan(former, id, keepsOwn);
        }
        List<Template> unexpected =
                plan.missing().stream().filter(t -> !givenUp.contains(t.key())).toList();
        List<Template> wrong = gallery.ofWrongLength(id, to.getDimension());
        if (!unexpected.isEmpty() || !plan.orphans().isEmpty() || !wrong.isEmpty()) {
            throw new Unavailable("The gallery of " + id + " is not what it should be: " + unexpected.size()
                    + " templates lack, " + plan.orphans().size() + " are of nobody, " + wrong.size()
                    + " have not " + to.getDimension() + " numbers. Nothing was switched; do it again, and if it stays"
                    + " so see the log");
        }
    }

    /** The one moment at which something changes. */
    private ModelSwitch commit(ModelRegister start, EmbeddingSpace from, Request request, boolean isForced) {
        var done = new AtomicReference<ModelSwitch>();
        models.change(seen -> {
            requireSamePointer(start, seen);
            String id = request.to().getModelId();
            if (seen.state(id) != ModelState.SHADOW) {
                throw new UserError(id + " became " + nameOf(seen.state(id)) + " meanwhile; nothing was switched here");
            }
            // The time of now, and not of when the lock was asked for: the notice that matchers get counts from it.
            var word = new Word(request.actor(), now(), request.reason());
            Map<String, ModelRecord> records = ModelChange.activation(seen, from, request.to(), word, isForced);
            List<ModelSwitch> switches = records.get(Topics.ACTIVE_MODEL).getSwitches();
            done.set(switches.get(switches.size() - 1));
            return records;
        });
        return done.get();
    }

    private static void requireSamePointer(ModelRegister start, ModelRegister seen) {
        if (!seen.switches().equals(start.switches())) {
            ModelSwitch other = seen.lastSwitch().orElseThrow();
            throw new UserError("Meanwhile " + other.getActor() + " let "
                    + other.getSpace().getModelId()
                    + " decide, from " + other.getActiveFrom() + " on; nothing was switched here. See the list of"
                    + " models");
        }
    }

    /** Whom the former model learned in the last moments the new one gets to know, too. */
    private void settle(GalleryNow gallery, GalleryCopy copy, ModelSwitch done, Set<Template.Key> givenUp) {
        while (clock.instant().isBefore(done.getActiveFrom())) {
            gallery.poll(POLL);
        }
        GalleryCopy.Outcome late = copy.run(gallery, dialogue.copying());
        if (late.copied() > 0) {
            dialogue.say("Copied " + late.copied() + " more, which came during the switch");
        }
        sayLost(
                late.lost().stream()
                        .filter(l -> !givenUp.contains(l.template().key()))
                        .toList(),
                gallery);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    static String nameOf(ModelState state) {
        return state == ModelState.UNSPECIFIED ? "no candidate yet" : state.name();
    }

    /**
     * Does the last step of a switch again, which may have been cut short. Removes nothing, and switches nothing.
     *
     * @return how many templates were copied that lacked; empty if there was no switch to the model
     */
    public Optional<Integer> complete(String id) {
        ModelRegister register = models.read();
        if (!register.isActive(id) || register.former().isEmpty()) {
            return Optional.empty();
        }
        try (GalleryNow gallery = GalleryNow.open(topics)) {
            GalleryCopy.Outcome late =
                    new GalleryCopy(topics, register.former().get(), id).run(gallery, dialogue.copying());
            sayLost(late.lost(), gallery);
            return Optional.of(late.copied());
        }
    }
}
