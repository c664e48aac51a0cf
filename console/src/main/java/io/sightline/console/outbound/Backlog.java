package io.sightline.console.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * What one target has still to be handed, what of it comes next, and how far each partition is done. It knows neither
 * Kafka nor how things are sent. One thread.
 *
 * <p>Messages of a camera keep their order, but for one thing: corrections are tried for a day, events of the moment for
 * seconds, so a correction that the target does not take must not hold up who stands at the door. It waits for what was
 * said before it; what is said after it does not wait for it. Cameras do not wait for each other.
 */
final class Backlog {
    /** After so long nobody is handed a correction any more. */
    static final Duration CORRECTIONS_LAST = Duration.ofHours(24);

    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LEAST_WAIT = Duration.ofMillis(50);
    /** Short, so that little of what can expire is missed when the target is back. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration LONGEST_WAIT_OF_CORRECTIONS = Duration.ofMinutes(5);
    private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

    private final RandomGenerator random;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Map<Integer, Progress> partitions = new HashMap<>();
    private int size;
    private int failures;
    private Instant away = Instant.MIN;

    Backlog(RandomGenerator random) {
        this.random = random;
    }

    /** A message that waits. Made and changed by the backlog alone. */
    static final class Item {
        private final int partition;
        private final long offset;
        private final String cameraId;
        private final boolean isCorrection;
        private final Letter letter;
        private final Instant deadline;
        private int failures;
        private Instant notBefore = Instant.MIN;

        private Item(
                int partition, long offset, String cameraId, boolean isCorrection, Letter letter, Instant deadline) {
            this.partition = partition;
            this.offset = offset;
            this.cameraId = cameraId;
            this.isCorrection = isCorrection;
            this.letter = letter;
            this.deadline = deadline;
        }

        Letter letter() {
            return letter;
        }

        /** At the very instant it is still good. */
        Instant deadline() {
            return deadline;
        }
    }

    /**
     * How far a partition is done.
     *
     * @param offset all before it is done
     * @param live all before it that can expire is done; not below {@code offset}
     */
    record Position(long offset, long live) {}

    private static final class Lane {
        private final Deque<Item> live = new ArrayDeque<>();
        private final Deque<Item> corrections = new ArrayDeque<>();

        Deque<Item> of(Item item) {
            return item.isCorrection ? corrections : live;
        }

        boolean mayCorrect() {
            return live.isEmpty() || live.peekFirst().offset > corrections.peekFirst().offset;
        }
    }

    private static final class Progress {
        private final long liveBefore;
        private final NavigableSet<Long> live = new TreeSet<>();
        private final NavigableSet<Long> corrections = new TreeSet<>();
        private long read;

        Progress(Position begin) {
            this.read = begin.offset();
            this.liveBefore = begin.live();
        }

        NavigableSet<Long> of(Item item) {
            return item.isCorrection ? corrections : live;
        }

        Position position() {
            long live = this.live.isEmpty() ? read : this.live.first();
            long offset = corrections.isEmpty() ? live : Math.min(live, corrections.first());
            return new Position(offset, Math.max(live, Math.max(liveBefore, offset)));
        }
    }

    /** From here on the partition is handed over by us. */
    void begin(int partition, Position position) {
        drop(partition);
        partitions.put(partition, new Progress(position));
    }

    /** Somebody else does it from now on. */
    void drop(int partition) {
        if (partitions.remove(partition) != null) {
            for (Lane lane : lanes.values()) {
                size -= removeOf(partition, lane.live) + removeOf(partition, lane.corrections);
            }
            lanes.values().removeIf(l -> l.live.isEmpty() && l.corrections.isEmpty());
        }
    }

    private static int removeOf(int partition, Deque<Item> items) {
        int before = items.size();
        items.removeIf(i -> i.partition == partition);
        return before - items.size();
    }

    /** Whether this was done before the position was taken over, although a correction before it was not. */
    boolean isDone(int partition, long offset, boolean isCorrection) {
        return !isCorrection && offset < partitions.get(partition).liveBefore;
    }

    /** A record of which nothing is handed over. */
    void pass(int partition, long offset) {
        partitions.get(partition).read = offset + 1;
    }

    /**
     * Something to hand over, later than all before of its partition.
     *
     * @param deadline after it never; at it still
     */
    void add(int partition, long offset, String cameraId, boolean isCorrection, Letter letter, Instant deadline) {
        var item = new Item(partition, offset, cameraId, isCorrection, letter, deadline);
        pass(partition, offset);
        partitions.get(partition).of(item).add(offset);
        lanes.computeIfAbsent(cameraId, id -> new Lane()).of(item).addLast(item);
        size++;
    }

    /** Takes out what nobody may be handed any more. */
    List<Item> expire(Instant now) {
        List<Item> expired = new ArrayList<>();
        for (Lane lane : List.copyOf(lanes.values())) {
            for (Deque<Item> items : List.of(lane.live, lane.corrections)) {
                while (!items.isEmpty() && now.isAfter(items.peekFirst().deadline)) {
                    Item item = items.peekFirst();
                    expired.add(item);
                    finish(item);
                }
            }
        }
        return expired;
    }

    /**
     * What to try now, one of a camera at most. Each is to be {@linkplain #answered answered} before the next call. While
     * the target is away one alone is tried, to see whether it is back.
     *
     * @param most how many
     */
    List<Item> next(Instant now, int most) {
        List<Item> next = new ArrayList<>();
        if (now.isBefore(away)) {
            return next;
        }
        int room = failures > 0 ? 1 : most;
        List<String> taken = new ArrayList<>();
        for (boolean isCorrection : new boolean[] {false, true}) {
            Iterator<Map.Entry<String, Lane>> all = lanes.entrySet().iterator();
            while (all.hasNext() && next.size() < room) {
                Map.Entry<String, Lane> lane = all.next();
                Item head = isCorrection
                        ? correction(lane.getValue())
                        : lane.getValue().live.peekFirst();
                if (head != null && !now.isBefore(head.notBefore) && !taken.contains(lane.getKey())) {
                    next.add(head);
                    taken.add(lane.getKey());
                }
            }
        }
        // The others come first the next time.
        taken.forEach(cameraId -> lanes.put(cameraId, lanes.remove(cameraId)));
        return next;
    }

    private static Item correction(Lane lane) {
        return lane.corrections.isEmpty() || !lane.mayCorrect() ? null : lane.corrections.peekFirst();
    }

    /** Says what came of it. One that failed is tried again; all else is done. */
    void answered(Item item, Outcome outcome, Instant now) {
        if (!(outcome instanceof Outcome.Failed failed)) {
            failures = 0;
            finish(item);
            return;
        }
        Duration wish = failed.delay().orElse(Duration.ZERO);
        Duration wished = wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
        if (failed.isTargetAway()) {
            // Those that were tried together failed together: that is one failure.
            if (!now.isBefore(away)) {
                failures++;
                away = now.plus(longer(wished, backOff(failures, LONGEST_WAIT)));
            }
        } else {
            failures = 0;
            item.failures++;
            Duration longest = item.isCorrection ? LONGEST_WAIT_OF_CORRECTIONS : LONGEST_WAIT;
            item.notBefore = now.plus(longer(wished, backOff(item.failures, longest)));
        }
    }

    /** Exponential, with full jitter. Source: M. Brooker, "Exponential Backoff And Jitter", 2015. */
    private Duration backOff(int failed, Duration longest) {
        long bound = Math.min(longest.toMillis(), FIRST_WAIT.toMillis() << Math.min(failed - 1, 20));
        return longer(LEAST_WAIT, Duration.ofMillis(random.nextLong(bound + 1)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private void finish(Item item) {
        Lane lane = lanes.get(item.cameraId);
        lane.of(item).remove(item);
        if (lane.live.isEmpty() && lane.corrections.isEmpty()) {
            lanes.remove(item.cameraId);
        }
        partitions.get(item.partition).of(item).remove(item.offset);
        size--;
    }

    /** How long there is nothing to try, and nothing expires, as far as is known now. */
    Duration idle(Instant now, Duration longest) {
        Instant next = now.plus(longest);
        for (Lane lane : lanes.values()) {
            Item live = lane.live.peekFirst();
            for (Item head : new Item[] {live, correction(lane)}) {
                if (head != null) {
                    Instant due = head.notBefore.isBefore(away) ? away : head.notBefore;
                    next = due.isBefore(next) ? due : next;
                }
            }
        }
        return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
    }

    int size() {
        return size;
    }

    /** By partition. */
    Map<Integer, Position> positions() {
        Map<Integer, Position> positions = new HashMap<>();
        partitions.forEach((partition, progress) -> positions.put(partition, progress.position()));
        return positions;
    }
}
