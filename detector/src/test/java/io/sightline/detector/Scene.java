package io.sightline.detector;

import io.sightline.core.BoundingBox;
import io.sightline.core.FrameId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** People who walk before a camera, as a detector would see them: jitter, misses, and who is nearer hides the other. */
final class Scene {
    static final long EPOCH = 1_700_000_000_000L;

    private final Random random;
    private final int framesPerSecond;
    private final List<Walker> walkers = new ArrayList<>();
    private double jitter;
    private double missing;

    /** A straight walk; positions and sizes in pixels, speed in pixels a second, times in seconds. */
    record Walker(double x, double y, double size, double speedX, double speedY, double from, double to) {

        static Walker standing(double x, double y, double size) {
            return new Walker(x, y, size, 0, 0, 0, 1e9);
        }

        BoundingBox at(double seconds) {
            return new BoundingBox(
                    (float) (x + speedX * seconds - size / 2),
                    (float) (y + speedY * seconds - size * 0.6),
                    (float) size,
                    (float) (size * 1.2));
        }
    }

    /** A picture's faces; {@code people.get(i)} says whose {@code faces.get(i)} is. */
    record Shot(FrameId frame, long time, List<Sighting> faces, List<Integer> people) {}

    Scene(long seed, int framesPerSecond) {
        this.random = new Random(seed);
        this.framesPerSecond = framesPerSecond;
    }

    Scene with(Walker walker) {
        walkers.add(walker);
        return this;
    }

    /** @param share of the face's size by which box edges wander, one standard deviation */
    Scene jitter(double share) {
        jitter = share;
        return this;
    }

    /** @param share of the faces that the detector does not see */
    Scene missing(double share) {
        missing = share;
        return this;
    }

    List<Shot> play(double seconds) {
        List<Shot> shots = new ArrayList<>();
        for (int n = 0; n < seconds * framesPerSecond; n++) {
            shots.add(shot(n, (double) n / framesPerSecond));
        }
        return shots;
    }

    private Shot shot(int number, double seconds) {
        List<Integer> visible = new ArrayList<>();
        for (int w = 0; w < walkers.size(); w++) {
            Walker walker = walkers.get(w);
            boolean present = seconds >= walker.from && seconds <= walker.to;
            if (present && !isHidden(w, seconds) && random.nextDouble() >= missing) {
                visible.add(w);
            }
        }
        Collections.shuffle(visible, random); // a detector does not keep an order
        List<Sighting> faces = new ArrayList<>();
        for (int w : visible) {
            faces.add(new Sighting(wandering(walkers.get(w).at(seconds)), 0.98f));
        }
        return new Shot(
                new FrameId("lobby", EPOCH, number), EPOCH + Math.round(seconds * 1000), faces, List.copyOf(visible));
    }

    /** Who was added later stands nearer, and hides a face once it covers about a third of it. */
    private boolean isHidden(int walker, double seconds) {
        for (int other = walker + 1; other < walkers.size(); other++) {
            Walker nearer = walkers.get(other);
            if (seconds >= nearer.from
                    && seconds <= nearer.to
                    && walkers.get(walker).at(seconds).iou(nearer.at(seconds)) > 0.2) {
                return true;
            }
        }
        return false;
    }

    private BoundingBox wandering(BoundingBox box) {
        double step = jitter * box.width();
        return BoundingBox.ofCorners(
                (float) (box.x() + random.nextGaussian() * step),
                (float) (box.y() + random.nextGaussian() * step),
                (float) (box.right() + random.nextGaussian() * step),
                (float) (box.bottom() + random.nextGaussian() * step));
    }
}
