package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.client.Refusal.Reason;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final HandClock clock = new HandClock(NOON);
    private final Diary diary = new Diary();
    private final Marks marks = Marks.inMemory();
    private final Turnstile turnstile = turnstile(marks, diary);

    private Turnstile turnstile(Marks kept, EventHandler handler) {
        return new Turnstile(kept, new Freshness(clock, TOLERANCE), camera -> true, new Reports(handler));
    }

    @BeforeEach
    void begin() throws IOException {
        marks.begin("log");
        turnstile.begin(Map.of(0, 0L), true);
    }

    @Test
    void aFreshEventIsHandedOver() throws IOException {
        turnstile.offer(0, 0, Events.identified("lobby", 1, NOON));

        assertThat(diary.sequences()).containsExactly(1L);
        assertThat(diary.refusals).isEmpty();
    }

    @Test
    void aRepeatIsRefused() throws IOException {
        turnstile.offer(0, 0, Events.identified("lobby", 1, NOON));
        turnstile.offer(0, 1, Events.identified("lobby", 1, NOON));

        assertThat(diary.sequences()).containsExactly(1L);
        assertThat(diary.reasons()).containsExactly(Reason.ALREADY_DECIDED);
    }

    @Test
    void theMarkIsKeptBeforeTheHandlerIsCalled() throws IOException {
        Turnstile observed = turnstile(marks, event -> {
            assertThat(marks.sequence("lobby")).isEqualTo(event.getSequence());
            assertThat(marks.position(4)).hasValue(18);
            diary.onEvent(event);
        });

        observed.offer(4, 17, Events.identified("lobby", 1, NOON));

        assertThat(diary.sequences()).containsExactly(1L);
    }

    @Test
    void withoutAMarkNothingIsHandedOverAndTheSameEventCanBeOfferedAgain() throws IOException {
        FailingMarks failing = new FailingMarks();
        Turnstile stuck = turnstile(failing, diary);
        stuck.begin(Map.of(), true);
        IdentityEvent event = Events.identified("lobby", 1, NOON);

        failing.broken = true;
        assertThatThrownBy(() -> stuck.offer(0, 5, event)).isInstanceOf(IOException.class);
        assertThat(diary.events).isEmpty();
        failing.broken = false;
        stuck.offer(0, 5, event);

        assertThat(diary.sequences()).containsExactly(1L);
    }

    @Test
    void isGoodAtTheInstantOfItsExpiryAndNotAMillisecondLater() throws IOException {
        clock.advance(Events.GOOD_FOR);
        turnstile.offer(0, 0, Events.identified("lobby", 1, NOON));
        clock.advance(Duration.ofMillis(1));
        turnstile.offer(0, 1, Events.identified("lobby", 2, NOON));

        assertThat(diary.sequences()).containsExactly(1L);
        assertThat(diary.reasons()).containsExactly(Reason.EXPIRED);
    }

    @Test
    void mayBeAheadByTheToleranceAndNotAMillisecondMore() throws IOException {
        turnstile.offer(0, 0, Events.identified("lobby", 1, NOON.plus(TOLERANCE)));
        turnstile.offer(0, 1, Events.identified("lobby", 2, NOON.plus(TOLERANCE).plusMillis(1)));

        assertThat(diary.sequences()).containsExactly(1L);
        assertThat(diary.reasons()).containsExactly(Reason.FROM_THE_FUTURE);
    }

    @Test
    void anEventFromTheFutureIsNotHandedOverWhenItsTimeHasComeEither() throws IOException {
        IdentityEvent early = Events.identified("lobby", 1, NOON.plusSeconds(3600));
        turnstile.offer(0, 0, early);
        clock.advance(Duration.ofHours(1));
        turnstile.offer(0, 0, early);

        assertThat(diary.events).isEmpty();
        assertThat(diary.reasons()).containsExactly(Reason.FROM_THE_FUTURE, Reason.ALREADY_DECIDED);
    }

    @Test
    void anEventThatExpiresWhileTheMarkIsWrittenIsRefused() throws IOException {
        FailingMarks slow = new FailingMarks();
        slow.atAdvance = () -> clock.advance(Duration.ofMinutes(1));
        turnstile(slow, diary).offer(0, 0, Events.identified("lobby", 1, NOON));

        assertThat(diary.events).isEmpty();
        assertThat(diary.reasons()).containsExactly(Reason.EXPIRED);
    }

    @Test
    void correctionsComeHoweverOldToTheirOwnCallbackAndOnce() throws IOException {
        clock.advance(Duration.ofDays(30));
        turnstile.offer(0, 0, Events.of(EventKind.CORRECTED, "lobby", 1, NOON));
        turnstile.offer(0, 1, Events.of(EventKind.RETRACTED, "lobby", 2, NOON));
        turnstile.offer(0, 2, Events.of(EventKind.CORRECTED, "lobby", 1, NOON));

        assertThat(diary.events).isEmpty();
        assertThat(diary.corrections).extracting(IdentityEvent::getSequence).containsExactly(1L, 2L);
        assertThat(diary.reasons()).containsExactly(Reason.ALREADY_DECIDED);
    }

    @Test
    void aGapIsReportedBeforeTheEventThatShowsIt() throws IOException {
        turnstile.offer(0, 0, Events.identified("lobby", 4, NOON));
        turnstile.offer(0, 1, Events.identified("desk", 9, NOON));
        turnstile.offer(0, 2, Events.identified("lobby", 8, NOON));

        assertThat(diary.gaps).containsExactly(new Gap("lobby", 5, 8));
        assertThat(diary.gaps.get(0).missing()).isEqualTo(3);
    }

    @Test
    void whatWasSkippedOnPurposeIsNoGapButTheNextOneIs() throws IOException {
        turnstile.offer(0, 0, Events.identified("lobby", 4, NOON));
        turnstile.begin(Map.of(0, 100L), false);
        turnstile.offer(0, 100, Events.identified("lobby", 50, NOON));
        assertThat(diary.gaps).isEmpty();
        turnstile.offer(0, 101, Events.identified("lobby", 52, NOON));

        assertThat(diary.gaps).containsExactly(new Gap("lobby", 51, 52));
    }

    @Test
    void aGapThatIsOfferedAgainAfterTheMarksFailedIsReportedOnce() throws IOException {
        FailingMarks failing = new FailingMarks();
        Turnstile stuck = turnstile(failing, diary);
        stuck.begin(Map.of(), true);
        stuck.offer(0, 0, Events.identified("lobby", 1, NOON));
        failing.broken = true;
        assertThatThrownBy(() -> stuck.offer(0, 1, Events.identified("lobby", 3, NOON)))
                .isInstanceOf(IOException.class);
        failing.broken = false;
        stuck.offer(0, 1, Events.identified("lobby", 3, NOON));

        assertThat(diary.gaps).containsExactly(new Gap("lobby", 2, 3));
    }

    @Test
    void aHandlerThatThrowsIsReportedAndTheEventCounts() throws IOException {
        Diary throwing = diary;
        EventHandler handler = new EventHandler() {
            @Override
            public void onEvent(IdentityEvent event) {
                throwing.onEvent(event);
                throw new IllegalStateException("the lock is stuck");
            }

            @Override
            public void onFailure(IdentityEvent event, RuntimeException failure) {
                throwing.onFailure(event, failure);
                throw new IllegalStateException("and so is this");
            }
        };
        Turnstile failing = turnstile(marks, handler);
        failing.offer(0, 0, Events.identified("lobby", 1, NOON));
        failing.offer(0, 0, Events.identified("lobby", 1, NOON));
        failing.offer(0, 1, Events.identified("lobby", 2, NOON));

        assertThat(diary.sequences()).containsExactly(1L, 2L);
        assertThat(diary.failures)
                .containsExactly("lobby/IDENTIFIED/1: the lock is stuck", "lobby/IDENTIFIED/2: the lock is stuck");
    }

    @Test
    void aKindThatIsNotKnownIsRefused() throws IOException {
        turnstile.offer(0, 0, Events.of(EventKind.UNSPECIFIED, "lobby", 1, NOON));

        assertThat(diary.reasons()).containsExactly(Reason.UNKNOWN_KIND);
    }

    @Test
    void anEventThatCannotBeTrueIsRefusedAndMovesNoMark() throws IOException {
        turnstile.offer(0, 0, Events.identified("lobby", 0, NOON));
        turnstile.offer(0, 1, Events.identified("", 900, NOON));
        turnstile.settle();

        assertThat(diary.reasons()).containsExactly(Reason.BAD_RECORD, Reason.BAD_RECORD);
        assertThat(marks.sequence("")).isZero();
        assertThat(marks.position(0)).hasValue(2);
    }

    @Test
    void camerasThatAreNotWantedLeaveNoTrace() throws IOException {
        Turnstile lobbyOnly =
                new Turnstile(marks, new Freshness(clock, TOLERANCE), "lobby"::equals, new Reports(diary));
        lobbyOnly.offer(0, 0, Events.identified("desk", 1, NOON));
        lobbyOnly.offer(0, 1, Events.identified("lobby", 1, NOON));

        assertThat(diary.events).extracting(IdentityEvent::getCameraId).containsExactly("lobby");
        assertThat(diary.refusals).isEmpty();
        assertThat(marks.sequence("desk")).isZero();
        assertThat(marks.position(0)).hasValue(2);
    }

    /** Marks that fail, or do something else first, when told to. */
    private static final class FailingMarks implements Marks {
        private final Marks kept = Marks.inMemory();
        private boolean broken;
        private Runnable atAdvance = () -> {};

        @Override
        public Optional<String> log() {
            return kept.log();
        }

        @Override
        public long sequence(String cameraId) {
            return kept.sequence(cameraId);
        }

        @Override
        public OptionalLong position(int partition) {
            return kept.position(partition);
        }

        @Override
        public void begin(String log) throws IOException {
            kept.begin(log);
        }

        @Override
        public void advance(Progress progress) throws IOException {
            if (broken) {
                throw new IOException("no space left");
            }
            atAdvance.run();
            kept.advance(progress);
        }

        @Override
        public void close() {}
    }
}
