package io.sightline.detector;

import io.sightline.core.BoundingBox;

/**
 * One face through the frames of a camera. Not thread-safe.
 *
 * <p>What is kept is whole numbers only, so that the state committed with the offset is the state itself and a new
 * owner goes on as if nothing had happened.
 */
final class Track {
    /** Positions are kept in quarters of a pixel, well below a detector's jitter. */
    private static final int STEPS = 4;

    /** Over this time, in seconds, the estimate of the speed forgets two thirds of what it was. */
    private static final double SPEED_MEMORY = 0.25;

    /** What is believed of the first estimate: a jump of one picture may be jitter. */
    private static final double FIRST_GUESS = 0.7;

    /** How far ahead a constant speed is believed, in seconds: as long as a passer-by hides a face. */
    private static final double HORIZON = 0.8;

    private final String id;
    private int x;
    private int y;
    private int width;
    private int height;
    private int speedX;
    private int speedY;
    private long lastSeenAt;
    private boolean missed;
    private int sightings;
    private boolean confirmed;
    private Shots shots;

    /** All of a track that the next picture needs; positions in quarters of a pixel, speeds in pixels a second. */
    record State(
            String id,
            int x,
            int y,
            int width,
            int height,
            int speedX,
            int speedY,
            long lastSeenAt,
            boolean missed,
            int sightings,
            boolean confirmed,
            Shots shots) {}

    private Track(String id, Shots shots) {
        this.id = id;
        this.shots = shots;
    }

    static Track begin(String id, long time, Sighting first, TrackingSettings settings) {
        Track track = new Track(id, Shots.NONE);
        track.place(first.box());
        track.lastSeenAt = time;
        track.count(first, settings);
        return track;
    }

    static Track of(State s) {
        Track track = new Track(s.id, s.shots);
        track.x = s.x;
        track.y = s.y;
        track.width = s.width;
        track.height = s.height;
        track.speedX = s.speedX;
        track.speedY = s.speedY;
        track.lastSeenAt = s.lastSeenAt;
        track.missed = s.missed;
        track.sightings = s.sightings;
        track.confirmed = s.confirmed;
        return track;
    }

    State state() {
        return new State(id, x, y, width, height, speedX, speedY, lastSeenAt, missed, sightings, confirmed, shots);
    }

    void seen(long time, Sighting sighting, TrackingSettings settings) {
        double seconds = Math.max(0.001, (time - lastSeenAt) / 1000.0);
        if (time - lastSeenAt > settings.gap().toMillis()) {
            speedX = 0; // after a pause in which nothing moved
            speedY = 0;
        } else {
            BoundingBox expected = expectedAt(time);
            double share = Math.max(isSpeedKnown() ? 0 : FIRST_GUESS, Math.min(1, seconds / SPEED_MEMORY));
            speedX += (int) Math.round(share * (sighting.box().centerX() - expected.centerX()) / seconds);
            speedY += (int) Math.round(share * (sighting.box().centerY() - expected.centerY()) / seconds);
        }
        place(sighting.box());
        lastSeenAt = time;
        missed = false;
        count(sighting, settings);
    }

    /** A picture did not show the face, or none was looked at when one should have been. */
    void missed() {
        missed = true;
    }

    void published(long time, float quality) {
        shots = shots.plus(time, quality);
    }

    /** Where the face should be at that time if it moves on as before. */
    BoundingBox expectedAt(long time) {
        double seconds = Math.min(HORIZON, Math.max(0, (time - lastSeenAt) / 1000.0));
        return new BoundingBox(
                (float) ((double) x / STEPS + speedX * seconds),
                (float) ((double) y / STEPS + speedY * seconds),
                (float) width / STEPS,
                (float) height / STEPS);
    }

    BoundingBox lastBox() {
        return expectedAt(lastSeenAt);
    }

    String id() {
        return id;
    }

    long lastSeenAt() {
        return lastSeenAt;
    }

    boolean isSpeedKnown() {
        return sightings > 1;
    }

    boolean isMissed() {
        return missed;
    }

    /** Whether it is believed to be a face: a false positive seldom scores high, and seldom stays. */
    boolean isConfirmed() {
        return confirmed;
    }

    Shots shots() {
        return shots;
    }

    private void count(Sighting sighting, TrackingSettings settings) {
        sightings = Math.min(sightings + 1, Math.max(2, settings.confirmSightings())); // no more is asked of it
        confirmed |= sightings >= settings.confirmSightings() || sighting.score() >= settings.confirmScore();
    }

    private void place(BoundingBox box) {
        x = Math.round(box.x() * STEPS);
        y = Math.round(box.y() * STEPS);
        width = Math.round(box.width() * STEPS);
        height = Math.round(box.height() * STEPS);
    }
}
