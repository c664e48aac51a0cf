package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.outbound.Backlog.Item;
import io.sightline.console.outbound.Backlog.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final Outcome DELIVERED = new Outcome.Delivered("200");
    private static final Outcome REFUSED = new Outcome.GivenUp("400");
    private static final Outcome AWAY = new Outcome.Failed("down", true, Optional.empty());
    private static final Outcome FAILED = new Outcome.Failed("500", false, Optional.empty());

    /** The longest wait that the jitter allows. */
    private static final RandomGenerator LONGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final Backlog backlog = new Backlog(LONGEST);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    BacklogTest() {
        backlog.begin(0, new Position(0, 0));
    }

    @Test
    void eventsOfACameraKeepTheirOrderAndCamerasDoNotWaitForEachOther() {
        live(0, "lobby");
        live(1, "lobby");
        live(2, "door");

        assertThat(next()).containsExactlyInAnyOrder("0", "2");
        // None was answered: the head of each is still the head.
        assertThat(next()).containsExactlyInAnyOrder("0", "2");
        answer(DELIVERED);
        assertThat(next()).containsExactly("1");
    }

    @Test
    void whatIsExpiredIsNeverTriedAndAtTheVeryInstantItStillIs() {
        live(0, "lobby"); // for 10 s
        now = now.plusSeconds(10);
        assertThat(backlog.expire(now)).isEmpty();
        assertThat(next()).containsExactly("0");

        now = now.plusMillis(1);
        assertThat(backlog.expire(now)).hasSize(1);
        assertThat(next()).isEmpty();
        assertThat(position()).isEqualTo(new Position(1, 1));
    }

    @Test
    void aMessageThatFailsWaitsLongerEachTimeUpToABound() {
        correction(0, "lobby");
        List<Long> waits = new java.util.ArrayList<>();
        for (int i = 0; i < 12; i++) {
            answer(FAILED);
            waits.add(idle());
            now = now.plusMillis(waits.get(i));
        }

        assertThat(waits)
                .containsExactly(
                        500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L, 128_000L, 256_000L, 300_000L,
                        300_000L);
    }

    @Test
    void aTargetThatIsAwayIsTriedWithOneMessageUntilItIsBack() {
        live(0, "lobby");
        live(1, "door");
        live(2, "yard");
        answer(AWAY);

        assertThat(next()).isEmpty();
        now = now.plusMillis(500);
        assertThat(next()).hasSize(1);
        answer(AWAY);
        assertThat(idle()).isEqualTo(1_000); // three that failed together were one failure
        now = now.plusSeconds(1);
        answer(DELIVERED);
        assertThat(next()).hasSize(2);
    }

    @Test
    void aTargetThatIsAwayForLongIsTriedEveryTenSeconds() {
        correction(0, "lobby");
        for (int i = 0; i < 10; i++) {
            answer(AWAY);
            now = now.plusMillis(idle());
        }
        answer(AWAY);

        assertThat(idle()).isEqualTo(10_000);
    }

    @Test
    void aWishToBeLeftAloneIsHonouredWithinBounds() {
        correction(0, "lobby");
        answer(new Outcome.Failed("429", true, Optional.of(Duration.ofSeconds(90))));
        assertThat(idle()).isEqualTo(90_000);

        now = now.plusSeconds(90);
        answer(new Outcome.Failed("429", true, Optional.of(Duration.ofDays(9))));
        assertThat(idle()).isEqualTo(600_000);
    }

    @Test
    void aCorrectionThatFailsDoesNotHoldUpWhoStandsAtTheDoor() {
        correction(0, "lobby");
        answer(FAILED);
        live(1, "lobby");
        correction(2, "lobby");

        assertThat(next()).containsExactly("1");
        answer(DELIVERED);
        assertThat(next()).isEmpty(); // the second correction stays behind the first
        assertThat(position()).isEqualTo(new Position(0, 3));
    }

    @Test
    void aCorrectionStaysBehindWhatWasSaidBeforeIt() {
        live(0, "lobby");
        correction(1, "lobby");
        answer(FAILED);

        assertThat(next()).isEmpty();
        now = now.plusMillis(500);
        assertThat(next()).containsExactly("0");
        answer(DELIVERED);
        assertThat(next()).containsExactly("1");
    }

    @Test
    void thePositionIsThatOfTheFirstThatIsNotDone() {
        backlog.pass(0, 0);
        assertThat(position()).isEqualTo(new Position(1, 1));
        live(1, "lobby");
        live(2, "door");
        backlog.pass(0, 3);
        assertThat(position()).isEqualTo(new Position(1, 1));

        Item first = backlog.next(now, 8).get(0);
        backlog.answered(first, AWAY, now);
        assertThat(position()).isEqualTo(new Position(1, 1));
        now = now.plusSeconds(1);
        answer(REFUSED);
        answer(DELIVERED);
        assertThat(position()).isEqualTo(new Position(4, 4));
        assertThat(backlog.size()).isZero();
    }

    @Test
    void whoTakesOverDoesNotTellAgainWhatCanExpireAndWasDone() {
        backlog.begin(0, new Position(5, 9));

        assertThat(backlog.isDone(0, 8, false)).isTrue();
        assertThat(backlog.isDone(0, 9, false)).isFalse();
        assertThat(backlog.isDone(0, 5, true)).isFalse();
        correction(5, "lobby");
        assertThat(position()).isEqualTo(new Position(5, 9));
    }

    @Test
    void whatIsAnothersIsForgotten() {
        backlog.begin(1, new Position(0, 0));
        live(0, "lobby");
        backlog.add(1, 7, "door", false, letter(7), now.plusSeconds(10));

        backlog.drop(1);

        assertThat(backlog.size()).isEqualTo(1);
        assertThat(next()).containsExactly("0");
        assertThat(backlog.positions()).containsOnlyKeys(0);
    }

    @Test
    void manyCorrectionsOfOneCameraLeaveRoomForTheOthers() {
        for (int i = 0; i < 20; i++) {
            correction(i, "camera-" + i % 10);
        }
        live(20, "door");

        assertThat(backlog.next(now, 4).get(0).letter().id()).isEqualTo("20");
        // Whoever was tried comes last the next time.
        List<String> first = ids(backlog.next(now, 4));
        List<String> second = ids(backlog.next(now, 4));
        assertThat(second.subList(1, 4)).doesNotContainAnyElementsOf(first.subList(1, 4));
    }

    private void live(long offset, String camera) {
        backlog.add(0, offset, camera, false, letter(offset), now.plusSeconds(10));
    }

    private void correction(long offset, String camera) {
        backlog.add(0, offset, camera, true, letter(offset), now.plus(Backlog.CORRECTIONS_LAST));
    }

    private static Letter letter(long offset) {
        return new Letter(Long.toString(offset), Optional.empty(), new byte[0]);
    }

    private List<String> next() {
        return ids(backlog.next(now, 8));
    }

    private static List<String> ids(List<Item> items) {
        return items.stream().map(i -> i.letter().id()).toList();
    }

    /** Tries what is next, all with the same outcome. */
    private void answer(Outcome outcome) {
        for (Item item : backlog.next(now, 8)) {
            backlog.answered(item, outcome, now);
        }
    }

    /** Milliseconds. */
    private long idle() {
        return backlog.idle(now, Duration.ofHours(1)).toMillis();
    }

    private Position position() {
        return backlog.positions().get(0);
    }
}
