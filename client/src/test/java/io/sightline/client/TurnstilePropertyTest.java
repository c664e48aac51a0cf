package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever comes, how often, in which order, and whenever the consumer ends: at most once, and in order. */
class TurnstilePropertyTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    sealed interface Step {
        /** A record comes, out of nowhere: a repeat, a rewind, or news. */
        record Comes(String camera, long sequence, int agedSeconds) implements Step {}

        /** The consumer is killed, and what it had not made durable is lost. */
        record Killed() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> comes = Combinators.combine(
                        Arbitraries.of("lobby", "desk", "gate"),
                        Arbitraries.longs().between(1, 12),
                        Arbitraries.integers().between(-20, 20))
                .as(Step.Comes::new);
        Arbitrary<Step> killed = Arbitraries.create(Step.Killed::new);
        return Arbitraries.frequencyOf(Tuple.of(12, comes), Tuple.of(1, killed))
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 2_000)
    void eachSequenceOfACameraComesAtMostOnceInOrderAndFresh(@ForAll("steps") List<Step> steps) throws IOException {
        Marks durable = Marks.inMemory();
        durable.begin("log");
        Diary diary = new Diary();
        HandClock clock = new HandClock(NOON);
        Turnstile turnstile = turnstile(durable, diary, clock);
        long offset = 0;
        for (Step step : steps) {
            if (step instanceof Step.Comes comes) {
                Instant capturedAt = NOON.minusSeconds(comes.agedSeconds());
                turnstile.offer(0, offset++, Events.identified(comes.camera(), comes.sequence(), capturedAt));
            } else {
                turnstile = turnstile(durable, diary, clock);
            }
        }

        Map<String, Long> latest = new HashMap<>();
        for (IdentityEvent event : diary.events) {
            Long before = latest.put(event.getCameraId(), event.getSequence());
            assertThat(event.getSequence()).isGreaterThan(before == null ? 0 : before);
            assertThat(event.getCapturedAt()).isBetween(NOON.minus(Events.GOOD_FOR), NOON.plusSeconds(5));
        }
    }

    @Property(tries = 500)
    void aLogThatIsReplayedFromAnywhereAnyNumberOfTimesComesAsItCameFirst(
            @ForAll("rewinds") List<Integer> rewinds, @ForAll("log") List<String> cameras) throws IOException {
        Marks durable = Marks.inMemory();
        durable.begin("log");
        Diary diary = new Diary();
        Turnstile turnstile = turnstile(durable, diary, new HandClock(NOON));
        List<IdentityEvent> log = numbered(cameras);
        int at = 0;
        for (int rewind : rewinds) {
            int upTo = Math.min(log.size(), at + rewind);
            for (; at < upTo; at++) {
                turnstile.offer(0, at, log.get(at));
            }
            at = Math.max(0, at - rewind / 2);
        }
        for (; at < log.size(); at++) {
            turnstile.offer(0, at, log.get(at));
        }

        assertThat(diary.events).containsExactlyElementsOf(log);
        assertThat(diary.gaps).isEmpty();
        Set<Refusal.Reason> reasons = new HashSet<>(diary.reasons());
        assertThat(reasons).isSubsetOf(Refusal.Reason.ALREADY_DECIDED);
    }

    @Provide
    Arbitrary<List<Integer>> rewinds() {
        return Arbitraries.integers().between(0, 20).list().ofMaxSize(10);
    }

    @Provide
    Arbitrary<List<String>> log() {
        return Arbitraries.of("lobby", "desk", "gate").list().ofMinSize(1).ofMaxSize(40);
    }

    private static List<IdentityEvent> numbered(List<String> cameras) {
        Map<String, Long> next = new HashMap<>();
        return cameras.stream()
                .map(camera -> Events.identified(camera, next.merge(camera, 1L, Long::sum), NOON))
                .toList();
    }

    private static Turnstile turnstile(Marks marks, EventHandler handler, HandClock clock) throws IOException {
        Turnstile turnstile =
                new Turnstile(marks, new Freshness(clock, Duration.ofSeconds(5)), camera -> true, new Reports(handler));
        turnstile.begin(Map.of(), true);
        return turnstile;
    }
}
