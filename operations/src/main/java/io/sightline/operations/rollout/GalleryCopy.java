package io.sightline.operations.rollout;

import io.sightline.operations.timetravel.Progress;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TemplateCopy;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes a model know everybody whom another knows: the crops that templates were made from go through the embedder once
 * more, for that model alone, and the matcher makes its templates of them. The other model serves meanwhile.
 *
 * <p>It can be ended at any moment and begun again: what has been copied is there, and is not copied twice.
 */
final class GalleryCopy {
    /** So many are under way at once: the embedder serves them before faces of cameras, which must not wait long. */
    private static final int UNDER_WAY = 32;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STALL = Duration.ofSeconds(60);
    /** A matcher that did not know of the model yet has let a copy pass: sent again, it makes one, and never two. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final TopicStore topics;
    private final String from;
    private final String to;
    private final Duration stall;

    /** A template of which no copy can be made, and why. */
    record Lost(Template template, String reason) {}

    /**
     * What came of it.
     *
     * @param wanted templates of the model that is copied
     * @param copied how many were made now
     * @param lost those that cannot be copied; all others are there
     */
    record Outcome(int wanted, int copied, List<Lost> lost) {
        Outcome {
            lost = List.copyOf(lost);
        }

        int complete() {
            return wanted - lost.size();
        }
    }

    GalleryCopy(TopicStore topics, String from, String to) {
        this(topics, from, to, STALL);
    }

    /** @param stall how long nothing may come before it is given up */
    GalleryCopy(TopicStore topics, String from, String to, Duration stall) {
        this.topics = topics;
        this.from = from;
        this.to = to;
        this.stall = stall;
    }

    /**
     * Takes out templates of the model that nobody may be recognised by. Only before it decides: what it learned since
     * is its own.
     *
     * @param keepsOwn whether it decided once already; then only erased people's go
     */
    void removeOrphans(GalleryNow gallery, boolean keepsOwn) {
        gallery.plan(from, to, keepsOwn)
                .orphans()
                .forEach(orphan -> topics.remove(Topics.GALLERY, orphan.topicKey(to)));
    }

    /**
     * Copies what lacks and returns when it is there. Removes nothing.
     *
     * @throws Unavailable if nothing comes any more; what was copied so far stays
     */
    Outcome run(GalleryNow gallery, Progress progress) {
        CopyPlan plan = gallery.plan(from, to, true);
        if (plan.missing().isEmpty()) {
            return new Outcome(plan.wanted(), 0, List.of());
        }
        try (CropFinder crops = new CropFinder(topics);
                RefusedCopies refusals = RefusedCopies.open(topics, to)) {
            List<Lost> lost = new Pass(gallery, crops, refusals, plan, progress).run();
            return new Outcome(plan.wanted(), plan.missing().size() - lost.size(), lost);
        }
    }

    /** One pass over what lacks. */
    private final class Pass {
        private final GalleryNow gallery;
        private final CropFinder crops;
        private final RefusedCopies refusals;
        private final List<Template> missing;
        private final Progress progress;
        private final Deque<Template> waiting;
        private final Map<Template.Key, Template> underWay = new LinkedHashMap<>();
        private final List<Lost> lost = new ArrayList<>();

        Pass(GalleryNow gallery, CropFinder crops, RefusedCopies refusals, CopyPlan plan, Progress progress) {
            this.gallery = gallery;
            this.crops = crops;
            this.refusals = refusals;
            this.missing = plan.missing();
            this.progress = progress;
            // In the order in which the crops lie, so that they are read in large bites.
            this.waiting = new ArrayDeque<>(missing.stream()
                    .sorted(Comparator.comparingInt((Template t) ->
                                    t.crop() == null ? -1 : t.crop().getPartition())
                            .thenComparingLong(
                                    t -> t.crop() == null ? -1 : t.crop().getOffset()))
                    .toList());
        }

        List<Lost> run() {
            progress.begin(missing.size());
            long lastStep = System.nanoTime();
            long lastSent = lastStep;
            int lastDone = 0;
            while (!waiting.isEmpty() || !underWay.isEmpty()) {
                if (underWay.size() <= UNDER_WAY / 2) {
                    sendNext();
                }
                gallery.poll(POLL);
                underWay.values().removeIf(t -> gallery.hasCopy(t, to) || !gallery.isThere(t));
                refusals.poll().forEach(this::lose);
                int done = missing.size() - waiting.size() - underWay.size();
                progress.at(done);
                long now = System.nanoTime();
                if (done > lastDone) {
                    lastDone = done;
                    lastStep = now;
                    lastSent = now;
                } else if (now - lastStep > stall.toNanos()) {
                    throw stalled(done);
                } else if (now - lastSent > AGAIN.toNanos()) {
                    waiting.addAll(underWay.values());
                    underWay.clear();
                    lastSent = now;
                }
            }
            progress.end(missing.size());
            return lost;
        }

        private void sendNext() {
            List<Template> next = new ArrayList<>();
            while (!waiting.isEmpty() && next.size() < UNDER_WAY / 2) {
                next.add(waiting.removeFirst());
            }
            Map<Template, CropFinder.Found> found = crops.find(next, missing);
            forWanted(next, this::isStillThere, template -> {
                CropFinder.Found crop = found.get(template);
                if (crop == null) {
                    lost.add(new Lost(template, "the picture is gone from crops, and is not in crops-archive"));
                } else {
                    send(template, crop);
                }
            });
        }

        /** As far as anybody knows by now: finding crops takes long enough for somebody to be erased. */
        private boolean isStillThere(Template template) {
            gallery.poll(Duration.ZERO);
            return gallery.isThere(template);
        }

        private void send(Template template, CropFinder.Found found) {
            underWay.put(template.key(), template);
            topics.put(Topics.CROPS, template.personId(), crop(template, found));
        }

        private void lose(Template.Key key, String why) {
            Template template = underWay.remove(key);
            if (template != null) {
                lost.add(new Lost(template, why));
            }
        }

        private Unavailable stalled(int done) {
            return new Unavailable("Copying stopped: " + done + " of " + missing.size()
                    + " templates are there, and for "
                    + stall.toSeconds() + " s no other came. The embedder or the matcher is away, or cannot load " + to
                    + "; see its log, then do it again: it goes on where it was");
        }
    }

    /** Each is asked about right before its turn, and not before: the one before it may have taken long. */
    static void forWanted(List<Template> next, Predicate<Template> isThere, Consumer<Template> each) {
        for (Template template : next) {
            if (isThere.test(template)) {
                each.accept(template);
            }
        }
    }

    private Crop crop(Template template, CropFinder.Found found) {
        return Crop.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.ENROLL)
                .setTime(found.takenAt())
                .setFace(found.face())
                .setImage(found.image())
                .setLandmarks(found.landmarks())
                .setEnrollment(EnrollmentRef.newBuilder()
                        .setPersonId(template.personId())
                        .setPhotoId(template.key().templateId())
                        .setSubmittedAt(found.takenAt())
                        .setCopyOf(new TemplateCopy(template.key().templateId(), from, to))
                        .build())
                .build();
    }
}
