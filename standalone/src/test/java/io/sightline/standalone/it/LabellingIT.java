package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.operations.identity.Naming;
import io.sightline.operations.identity.Saying;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.EventId;
import io.sightline.operations.topics.EventLog;
import io.sightline.operations.topics.EventTrail;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.Labelling;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels and names on a real broker, answered by a scripted matcher. */
class LabellingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PARTITIONS = Topics.LABELS.partitions();

    @TempDir
    static Path folder;

    private static Backbone backbone;
    private static TopicStore topics;

    @BeforeAll
    static void start() throws Exception {
        backbone = Backbone.started(folder);
        topics = TopicStore.open(backbone.connection());
    }

    @AfterAll
    static void stop() {
        topics.close();
        backbone.close();
    }

    /** Answers each label once from every partition; the home partition, or else partition 0, as scripted. */
    private static final class ScriptedMatcher implements AutoCloseable {
        private final Function<Label, LabelResult> script;
        private final TopicStore topics = TopicStore.open(backbone.connection());
        private final TopicTail<Label> labels = topics.tail(Topics.LABELS, From.END);
        private final List<Entry<Label>> seen = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> work;
        private volatile boolean stopped;

        ScriptedMatcher(Function<Label, LabelResult> script) {
            this.script = script;
            this.work = CompletableFuture.runAsync(this::run);
        }

        private void run() {
            while (!stopped) {
                for (Entry<Label> entry : labels.poll(Duration.ofMillis(50))) {
                    seen.add(entry);
                    answer(entry);
                }
            }
        }

        private void answer(Entry<Label> entry) {
            Label label = entry.value();
            boolean isHome = entry.partition() == Math.max(0, label.getHomePartition());
            LabelResult result = isHome ? script.apply(label) : result(label, LabelOutcome.NOTHING_HERE, 0);
            result.setPartition(entry.partition());
            for (int n = 1; n <= result.getEvents(); n++) {
                IdentityEvent event = event("lobby", 900 + n, EventKind.RETRACTED, "lobby/900/1/2.3/IDENTIFIED/" + n);
                event.setLabelId(label.getLabelId());
                topics.put(Topics.IDENTITY_EVENTS, "lobby", event);
            }
            topics.put(Topics.LABEL_RESULTS, entry.key(), result);
        }

        @Override
        public void close() {
            stopped = true;
            work.join();
            labels.close();
            topics.close();
        }
    }

    @Test
    void aLabelReachesEveryPartitionAndItsAnswersAreGathered() {
        Label label = label("label-all");
        label.setHomePartition(5);
        try (var matcher = new ScriptedMatcher(l -> result(l, LabelOutcome.APPLIED, 2))) {
            Labelling.Outcome outcome = new Labelling(topics).say(label, PATIENCE);

            assertThat(outcome.isComplete()).isTrue();
            assertThat(outcome.verdict()).isEqualTo(LabelOutcome.APPLIED);
            assertThat(outcome.eventsByCamera()).containsExactly(Map.entry("lobby", 2));
            assertThat(matcher.seen).hasSize(PARTITIONS);
            assertThat(matcher.seen).allSatisfy(e -> {
                assertThat(e.key()).isEqualTo("label-all");
                assertThat(e.value()).isEqualTo(label);
                assertThat(e.timestamp()).isEqualTo(label.getSaidAt().toEpochMilli());
            });
            assertThat(matcher.seen.stream().map(Entry::partition).distinct()).hasSize(PARTITIONS);
        }
    }

    @Test
    void withoutAMatcherItIsIncomplete() {
        Labelling.Outcome outcome = new Labelling(topics).say(label("label-alone"), Duration.ofMillis(300));

        assertThat(outcome.isComplete()).isFalse();
        assertThat(outcome.answers()).isEmpty();
    }

    @Test
    void anEventIsFoundWithWhatCorrectsItAmongThoseOfItsTrackAlone() {
        IdentityEvent appeared = event("cellar", 1, EventKind.APPEARED, null);
        IdentityEvent identified = event("cellar", 2, EventKind.IDENTIFIED, null);
        IdentityEvent corrected = event("cellar", 3, EventKind.CORRECTED, identified.getEventId());
        IdentityEvent ofAnotherTrack = event("cellar", 4, EventKind.APPEARED, null);
        ofAnotherTrack.setTrackId("cellar/900/8/2.3");
        ofAnotherTrack.setEventId("cellar/900/8/2.3/APPEARED/1");
        List.of(appeared, identified, ofAnotherTrack, corrected)
                .forEach(e -> topics.put(Topics.IDENTITY_EVENTS, e.getCameraId(), e));
        var log = new EventLog(topics);

        EventTrail found = log.find(EventId.parse(identified.getEventId()));
        EventTrail missing = log.find(EventId.parse("cellar/900/1/2.3/LEFT/9"));
        EventTrail ofNoCamera = log.find(EventId.parse("attic/900/1/2.3/LEFT/9"));

        assertThat(found.event()).contains(identified);
        assertThat(found.corrections()).containsExactly(corrected);
        assertThat(found.siblings()).containsExactly(appeared, corrected);
        assertThat(missing.event()).isEmpty();
        assertThat(missing.siblings()).hasSize(3);
        assertThat(ofNoCamera.siblings()).isEmpty();
    }

    @Test
    void whoeverIsNamedIsKnownFirstAndStaysIfSomethingWasLearned() {
        try (var matcher = new ScriptedMatcher(l -> result(
                l, people().find(l.getPersonId()).isPresent() ? LabelOutcome.APPLIED : LabelOutcome.FAILED, 0))) {
            Naming.Named named = name("anon-0000000000a1", "Grace Hopper", false);

            assertThat(matcher.seen).hasSize(PARTITIONS);
            assertThat(named.outcome().verdict()).isEqualTo(LabelOutcome.APPLIED);
            assertThat(named.isNew()).isTrue();
            assertThat(named.isKept()).isTrue();
            assertThat(people().find("Grace Hopper").orElseThrow().getConsent()).isEqualTo("spoken");
        }
    }

    @Test
    void aNameForNobodyIsNotKept() {
        try (var matcher = new ScriptedMatcher(l -> result(l, LabelOutcome.NOTHING_HERE, 0))) {
            Naming.Named named = name("anon-0000000000b1", "Nobody", false);

            assertThat(matcher.seen).hasSize(PARTITIONS);
            assertThat(named.isKept()).isFalse();
            assertThat(people().find("Nobody")).isEmpty();
        }
    }

    @Test
    void aNameThatExistsIsRefusedUntilItIsSaidToBeThatPerson() {
        topics.put(Topics.PEOPLE, "person-mary", new Person("person-mary", PersonState.ACTIVE, "Mary", null, now()));
        try (var matcher = new ScriptedMatcher(l -> result(l, LabelOutcome.APPLIED, 0))) {
            assertThatThrownBy(() -> name("anon-0000000000c1", "Mary", false))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("The name 'Mary' exists: it is person-mary's")
                    .hasMessageContaining("--as-existing");
            assertThat(matcher.seen).isEmpty();

            assertThat(name("anon-0000000000c1", "Mary", true).person().getPersonId())
                    .isEqualTo("person-mary");
            assertThat(name("anon-0000000000c1", "person-mary", false).isNew()).isFalse();
        }
        assertThatThrownBy(() -> name("anon-0000000000c1", "Maria", true))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Nobody is called 'Maria'");
    }

    @Test
    void aKeyThatWasMergedStandsForTheOneThatStays() {
        Label same = label("label-same");
        same.setKind(LabelKind.SAME);
        same.setEventId(null);
        same.setAnonymousId("anon-0000000000d2");
        same.setOlderAnonymousId("anon-0000000000d1");
        topics.put(Topics.LABELS, "label-same/0", same);
        try (var matcher = new ScriptedMatcher(l -> result(l, LabelOutcome.APPLIED, 0))) {
            Naming.Named named = name("anon-0000000000d2", "Dora", false);

            assertThat(named.anonymousId()).isEqualTo("anon-0000000000d1");
            assertThat(matcher.seen).allMatch(e -> e.value().getAnonymousId().equals("anon-0000000000d1"));
        }
    }

    private static Naming.Named name(String key, String name, boolean asExisting) {
        Optional<String> consent = asExisting ? Optional.empty() : Optional.of("spoken");
        return new Naming(topics)
                .name(key, name, asExisting, consent, new Saying("label-" + name + asExisting, "me", now()), PATIENCE);
    }

    private static People people() {
        try (TopicStore own = TopicStore.open(backbone.connection())) {
            return People.of(own.latest(Topics.PEOPLE));
        }
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private static Label label(String id) {
        return Label.newBuilder()
                .setLabelId(id)
                .setKind(LabelKind.IS_NOT)
                .setActor("me")
                .setSaidAt(now())
                .setEventId("lobby/900/1/2.3/IDENTIFIED/2")
                .build();
    }

    private static LabelResult result(Label label, LabelOutcome outcome, int events) {
        return new LabelResult(label.getLabelId(), 0, outcome, events, 0, "", label.getSaidAt());
    }

    private static IdentityEvent event(String camera, int number, EventKind kind, String corrects) {
        return IdentityEvent.newBuilder()
                .setEventId(camera + "/900/1/2.3/" + kind + "/" + number)
                .setCameraId(camera)
                .setSequence(number)
                .setKind(kind)
                .setTrackId(camera + "/900/1/2.3")
                .setCapturedAt(Instant.ofEpochMilli(1000))
                .setExpiresAt(Instant.ofEpochMilli(2000))
                .setFirstSeenAt(Instant.ofEpochMilli(900))
                .setCorrects(corrects)
                .build();
    }
}
