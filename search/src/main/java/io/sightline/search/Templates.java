package io.sightline.search;

import java.util.Arrays;

/**
 * A list of templates, each in a slot, that never changes for whoever has it. A chunk may hold rows beyond the list's
 * end, which a later list has: only the newest list may be added to, and by one thread at a time.
 */
final class Templates {
    private static final Chunk[] NO_CHUNKS = new Chunk[0];

    private final int dimension;
    private final boolean keepsVectors;
    private final Chunk[] chunks;
    /** How many templates there are. */
    final int rows;

    private Templates(int dimension, boolean keepsVectors, Chunk[] chunks, int rows) {
        this.dimension = dimension;
        this.keepsVectors = keepsVectors;
        this.chunks = chunks;
        this.rows = rows;
    }

    static Templates none(int dimension, boolean keepVectors) {
        return new Templates(dimension, keepVectors, NO_CHUNKS, 0);
    }

    boolean keepsVectors() {
        return keepsVectors;
    }

    /** The chunk that holds a slot, in row {@code slot % Chunk.ROWS}. */
    Chunk of(int slot) {
        return chunks[slot / Chunk.ROWS];
    }

    String key(int slot) {
        return of(slot).key(slot % Chunk.ROWS);
    }

    String person(int slot) {
        return of(slot).person(slot % Chunk.ROWS);
    }

    boolean areOfOnePerson(int slot, int other) {
        return of(slot).isSamePerson(slot % Chunk.ROWS, of(other), other % Chunk.ROWS);
    }

    Chunk.Row row(int slot) {
        return of(slot).row(slot % Chunk.ROWS);
    }

    /** With one more template, written in place: nobody who has this list looks there. */
    Templates plus(Chunk.Row row) {
        int at = rows % Chunk.ROWS;
        Chunk[] all = chunks;
        if (at == 0) {
            all = Arrays.copyOf(chunks, chunks.length + 1);
            all[chunks.length] = Chunk.empty(dimension, keepsVectors, TemplateName.endOf(row.key()));
        } else if (at == of(rows).capacity()) {
            all = chunks.clone();
            all[all.length - 1] = of(rows).larger();
        }
        all[all.length - 1].append(at, row);
        return new Templates(dimension, keepsVectors, all, rows + 1);
    }

    Templates with(int slot, Chunk.Row row) {
        Chunk[] changed = chunks.clone();
        int first = slot - slot % Chunk.ROWS;
        changed[slot / Chunk.ROWS] = of(slot).with(slot % Chunk.ROWS, Math.min(Chunk.ROWS, rows - first), row);
        return new Templates(dimension, keepsVectors, changed, rows);
    }

    Templates withoutLast() {
        int last = rows - 1;
        if (last % Chunk.ROWS == 0) {
            return new Templates(dimension, keepsVectors, Arrays.copyOf(chunks, chunks.length - 1), last);
        }
        Chunk[] changed = chunks.clone();
        changed[last / Chunk.ROWS] = of(last).without(last % Chunk.ROWS);
        return new Templates(dimension, keepsVectors, changed, last);
    }
}
