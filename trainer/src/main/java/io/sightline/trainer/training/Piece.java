package io.sightline.trainer.training;

import java.util.ArrayList;
import java.util.List;

/**
 * Faces of a batch that are computed at once.
 *
 * @param number of the piece in its batch, from 0
 * @param from place of its first face in the batch
 * @param count of its faces
 */
record Piece(int number, int from, int count) {
    /**
     * Batch normalisation loses accuracy with fewer (Wu and He 2018, Group Normalization, figure 1): no piece is made
     * smaller only to give a device something to do.
     */
    static final int LEAST = 16;

    /**
     * How a batch is cut up: in pieces of nearly equal size, so that none is left with a single face, which has no
     * variance. On several devices their count is a multiple of the devices', as far as that leaves every piece
     * {@link #LEAST} faces.
     *
     * @param most faces of a piece
     */
    static List<Piece> of(int batch, int most, int devices) {
        int needed = (batch + most - 1) / most;
        List<Piece> pieces = new ArrayList<>();
        int even = (needed + devices - 1) / devices * devices;
        int count = Math.min(even, Math.max(needed, batch / LEAST));
        for (int number = 0; number < count; number++) {
            int from = start(number, batch, count);
            pieces.add(new Piece(number, from, start(number + 1, batch, count) - from));
        }
        return pieces;
    }

    private static int start(int number, int batch, int count) {
        return (int) ((long) batch * number / count);
    }
}
