package io.sightline.ingest;

import io.sightline.core.Zones;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Decides from small grey thumbnails whether anything moves, so that a still scene costs a picture every few seconds.
 *
 * <p>A thumbnail is compared with that of the last picture that passed, so slow movement adds up until it shows. Cells
 * average many pixels, which takes the sensor's noise away; what is left is measured as the median change, and a change
 * of the whole picture's brightness (a lamp, the camera's exposure) is subtracted. After movement the gate stays open
 * for a moment, so that whoever stops to look at the camera is seen.
 *
 * <p>Where a camera has zones, only cells count in which a face may count. What is typical is then the lesser of what is
 * typical for them and for the whole picture: whoever fills a small zone is no lamp, and a screen that lights up in an
 * ignored part is no movement elsewhere.
 */
final class MotionGate {
    private final Settings settings;
    private Zones zones = Zones.EVERYWHERE;
    private BitSet cells = zones.cells(Thumbnail.WIDTH, Thumbnail.HEIGHT);
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
     * @param where faces count; when that changes, the picture passes
     * @param nanos the picture's time; never goes back
     */
    boolean passes(byte[] thumbnail, Zones where, long nanos) {
        boolean moves = !zones.equals(where) || last == null || last.length != thumbnail.length || moves(thumbnail);
        use(where);
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

    private void use(Zones where) {
        if (!zones.equals(where)) {
            zones = where;
            cells = where.cells(Thumbnail.WIDTH, Thumbnail.HEIGHT);
        }
    }

    private boolean moves(byte[] thumbnail) {
        int[] change = new int[thumbnail.length];
        for (int i = 0; i < change.length; i++) {
            change[i] = (thumbnail[i] & 0xff) - (last[i] & 0xff);
        }
        int brighter = typical(change);
        int[] size = new int[change.length];
        for (int i = 0; i < change.length; i++) {
            size[i] = Math.abs(change[i] - brighter);
        }
        // Four times the typical change is beyond noise; bounded, for when half of the picture moves nothing is
        // typical.
        int bar = Math.max(settings.threshold(), Math.min(4 * typical(size), 2 * settings.threshold()));
        long changed = counting(thumbnail.length).filter(i -> size[i] >= bar).count();
        // A zone may be smaller than what is movement elsewhere.
        return changed >= Math.max(1, Math.min(settings.cells(), cells.cardinality()));
    }

    /** The median over the whole picture, or over the cells that count if that is nearer to none. */
    private int typical(int[] values) {
        int everywhere = median(values);
        if (zones.equals(Zones.EVERYWHERE) || cells.isEmpty()) {
            return everywhere;
        }
        int where = median(counting(values.length).map(i -> values[i]).toArray());
        return Math.abs(where) < Math.abs(everywhere) ? where : everywhere;
    }

    private IntStream counting(int length) {
        return cells.stream().takeWhile(i -> i < length);
    }

    private static int median(int[] values) {
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
