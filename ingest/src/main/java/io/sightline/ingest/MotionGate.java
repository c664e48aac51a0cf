package io.sightline.ingest;

import java.time.Duration;
import java.util.Arrays;

/**
 * Decides from small grey thumbnails whether anything moves, so that a still scene costs a picture every few seconds.
 *
 * <p>A thumbnail is compared with that of the last picture that passed, so slow movement adds up until it shows. Cells
 * average many pixels, which takes the sensor's noise away; what is left is measured as the median change, and a change
 * of the whole picture's brightness (a lamp, the camera's exposure) is subtracted. After movement the gate stays open
 * for a moment, so that whoever stops to look at the camera is seen.
 */
final class MotionGate {
    private final Settings settings;
    private byte[] last;
    private long lastPassed;
    private long openUntil;

    /**
     * @param threshold how far a cell's grey value (0 to 255) must change
     * @param cells how many cells must change
     * @param hold how long the gate stays open after movement
     * @param stillInterval how often a still scene passes
     */
    record Settings(int threshold, int cells, Duration hold, Duration stillInterval) {}

    MotionGate(Settings settings) {
        this.settings = settings;
    }

    /**
     * Whether this picture is to be published.
     *
     * @param thumbnail grey values, row by row; as many each time, or the size of the picture has changed
     * @param nanos the picture's time; never goes back
     */
    boolean passes(byte[] thumbnail, long nanos) {
        boolean moves = last == null || last.length != thumbnail.length || changedCells(thumbnail) >= settings.cells();
        if (moves) {
            openUntil = nanos + settings.hold().toNanos();
        } else if (nanos >= openUntil
                && nanos - lastPassed < settings.stillInterval().toNanos()) {
            return false;
        }
        last = thumbnail.clone();
        lastPassed = nanos;
        return true;
    }

    private int changedCells(byte[] thumbnail) {
        int[] change = new int[thumbnail.length];
        for (int i = 0; i < change.length; i++) {
            change[i] = (thumbnail[i] & 0xff) - (last[i] & 0xff);
        }
        int brighter = median(change);
        int[] size = new int[change.length];
        for (int i = 0; i < change.length; i++) {
            size[i] = Math.abs(change[i] - brighter);
        }
        // Four times the typical change is beyond noise; bounded, for when half of the picture moves nothing is
        // typical.
        int bar = Math.max(settings.threshold(), Math.min(4 * median(size), 2 * settings.threshold()));
        int changed = 0;
        for (int s : size) {
            if (s >= bar) {
                changed++;
            }
        }
        return changed;
    }

    private static int median(int[] values) {
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
