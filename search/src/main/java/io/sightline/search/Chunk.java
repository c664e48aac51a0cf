package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Up to {@link #ROWS} templates, their codes in one piece: a scan reads them as fast as memory gives them, where many
 * small pieces took more than twice as long.
 *
 * <p>What a reader has seen of a chunk never changes: {@link #append} writes behind the last row that any reader has been
 * told of, and every other change makes a copy. So the rows that count are {@link Templates}' to know, not the chunk's.
 */
final class Chunk {
    /** More makes a change dearer, which copies the codes of a chunk; less makes a scan slower. */
    static final int ROWS = 256;
    /** Rows that share a bound of the error, and that a scan takes together: 8 KB of codes in 128 dimensions. */
    static final int BLOCK = 64;

    private final int dimension;
    /** See {@link DotProducts}. */
    final byte[] codes;
    /** Per row. */
    final float[] inverseNorms;
    /** Per block, bounds the error of its rows' codes. */
    private final float[] errors;
    /** Per block the exact vectors one after the other, or null if they are kept elsewhere. */
    private final float[][] vectors;

    /** Per block its rows' {@link TemplateName}, one after the other. Atomic, as readers may look while one grows. */
    private final AtomicReferenceArray<byte[]> names;

    /** Per row, in the names of its block. */
    private final int[] nameEnds;
    /** What the names of this chunk leave out. */
    private final String commonEnd;

    private Chunk(
            int dimension,
            byte[] codes,
            float[] inverseNorms,
            float[] errors,
            float[][] vectors,
            AtomicReferenceArray<byte[]> names,
            int[] nameEnds,
            String commonEnd) {
        this.dimension = dimension;
        this.codes = codes;
        this.inverseNorms = inverseNorms;
        this.errors = errors;
        this.vectors = vectors;
        this.names = names;
        this.nameEnds = nameEnds;
        this.commonEnd = commonEnd;
    }

    /** With room for one block. */
    static Chunk empty(int dimension, boolean keepsVectors, String commonEnd) {
        return new Chunk(
                dimension,
                new byte[Codes.padded(dimension) * BLOCK],
                new float[BLOCK],
                new float[1],
                keepsVectors ? new float[1][] : null,
                new AtomicReferenceArray<>(1),
                new int[BLOCK],
                commonEnd);
    }

    /** A template, apart from where it stands. */
    record Row(String key, String person, Codes codes, float[] vector) {}

    /** How many rows it has room for. */
    int capacity() {
        return inverseNorms.length;
    }

    /** A copy with more room. */
    Chunk larger() {
        return copy(Math.min(ROWS, capacity() * 2));
    }

    /** Writes a row where there is none yet, in place. */
    void append(int at, Row row) {
        int block = at / BLOCK;
        byte[] name = TemplateName.encode(row.key, row.person, commonEnd);
        byte[] all = at % BLOCK == 0 ? new byte[0] : names.get(block);
        int from = nameStart(at);
        int needed = from + name.length;
        if (at % BLOCK == BLOCK - 1) {
            all = Arrays.copyOf(all, needed);
        } else if (needed > all.length) {
            all = Arrays.copyOf(all, needed + needed / 4 + (BLOCK - at % BLOCK) * name.length / 2);
        }
        System.arraycopy(name, 0, all, from, name.length);
        names.set(block, all);
        nameEnds[at] = needed;
        if (vectors != null && at % BLOCK == 0) {
            vectors[block] = new float[BLOCK * dimension];
        }
        write(at, row);
    }

    /** A copy with another template in this place, which is below {@code rows}. */
    Chunk with(int at, int rows, Row row) {
        Chunk copy = copy(capacity());
        int block = at / BLOCK;
        int blockEnd = Math.min(rows, (block + 1) * BLOCK);
        byte[] all = names.get(block);
        byte[] name = TemplateName.encode(row.key, row.person, commonEnd);
        int from = nameStart(at);
        int to = nameEnds[at];
        int grown = name.length - (to - from);
        byte[] changed = new byte[nameEnds[blockEnd - 1] + grown];
        System.arraycopy(all, 0, changed, 0, from);
        System.arraycopy(name, 0, changed, from, name.length);
        System.arraycopy(all, to, changed, to + grown, nameEnds[blockEnd - 1] - to);
        copy.names.set(block, changed);
        for (int i = at; i < blockEnd; i++) {
            copy.nameEnds[i] += grown;
        }
        if (vectors != null) {
            copy.vectors[block] = vectors[block].clone();
        }
        copy.write(at, row);
        return copy;
    }

    /** A copy without this row, the last one, of which nothing remains in it. */
    Chunk without(int last) {
        Chunk copy = copy(capacity());
        int block = last / BLOCK;
        copy.names.set(block, Arrays.copyOf(names.get(block), nameStart(last)));
        copy.nameEnds[last] = 0;
        copy.inverseNorms[last] = 0;
        for (int d = 0; d < dimension; d++) {
            copy.codes[codeAt(last, d)] = 0;
        }
        if (vectors != null) {
            copy.vectors[block] = vectors[block].clone();
            Arrays.fill(copy.vectors[block], last % BLOCK * dimension, (last % BLOCK + 1) * dimension, 0);
        }
        return copy;
    }

    /** Shares what lies in small pieces: whoever changes one replaces it. */
    private Chunk copy(int capacity) {
        int blocks = capacity / BLOCK;
        var sameNames = new AtomicReferenceArray<byte[]>(blocks);
        for (int block = 0; block < names.length(); block++) {
            sameNames.setPlain(block, names.get(block));
        }
        return new Chunk(
                dimension,
                Arrays.copyOf(codes, Codes.padded(dimension) * capacity),
                Arrays.copyOf(inverseNorms, capacity),
                Arrays.copyOf(errors, blocks),
                vectors == null ? null : Arrays.copyOf(vectors, blocks),
                sameNames,
                Arrays.copyOf(nameEnds, capacity),
                commonEnd);
    }

    private void write(int at, Row row) {
        for (int d = 0; d < dimension; d++) {
            codes[codeAt(at, d)] = (byte) row.codes.values[d];
        }
        inverseNorms[at] = row.codes.inverseNorm;
        // A reader of fewer rows may see the larger bound, which holds for those as well.
        errors[at / BLOCK] = Math.max(errors[at / BLOCK], Math.nextUp((float) row.codes.error));
        if (vectors != null) {
            System.arraycopy(row.vector, 0, vectors[at / BLOCK], at % BLOCK * dimension, dimension);
        }
    }

    private int codeAt(int row, int d) {
        int tile = row / DotProducts.TILE;
        return (tile * Codes.padded(dimension) + d) * DotProducts.TILE + row % DotProducts.TILE;
    }

    private int nameStart(int row) {
        return row % BLOCK == 0 ? 0 : nameEnds[row - 1];
    }

    String key(int row) {
        return TemplateName.key(names.get(row / BLOCK), nameStart(row), nameEnds[row], commonEnd);
    }

    String person(int row) {
        return TemplateName.person(names.get(row / BLOCK), nameStart(row));
    }

    boolean isSamePerson(int row, Chunk other, int otherRow) {
        return TemplateName.isSamePerson(
                names.get(row / BLOCK), nameStart(row), other.names.get(otherRow / BLOCK), other.nameStart(otherRow));
    }

    /** The row as another chunk may take it over. */
    Row row(int at) {
        short[] ofRow = new short[Codes.padded(dimension)];
        for (int d = 0; d < dimension; d++) {
            ofRow[d] = codes[codeAt(at, d)];
        }
        int vectorAt = at % BLOCK * dimension;
        float[] vector =
                vectors == null ? null : Arrays.copyOfRange(vectors[at / BLOCK], vectorAt, vectorAt + dimension);
        return new Row(key(at), person(at), new Codes(ofRow, inverseNorms[at], error(at)), vector);
    }

    double error(int row) {
        return errors[row / BLOCK];
    }

    /** From the query to what the codes stand for. */
    double distanceOfCodes(float[] query, int row) {
        double squares = 0;
        double inverseNorm = inverseNorms[row];
        int at = codeAt(row, 0);
        for (int d = 0; d < dimension; d++, at += DotProducts.TILE) {
            double e = query[d] - codes[at] * inverseNorm;
            squares += e * e;
        }
        return Math.sqrt(squares);
    }

    /** From the query to the vector that is kept here, but for roundings: four sums, none of which waits for another. */
    double distanceRounded(float[] query, int row) {
        float[] ofBlock = vectors[row / BLOCK];
        int at = row % BLOCK * dimension;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int d = 0;
        for (; d + 4 <= dimension; d += 4, at += 4) {
            double e0 = (double) query[d] - ofBlock[at];
            double e1 = (double) query[d + 1] - ofBlock[at + 1];
            double e2 = (double) query[d + 2] - ofBlock[at + 2];
            double e3 = (double) query[d + 3] - ofBlock[at + 3];
            s0 += e0 * e0;
            s1 += e1 * e1;
            s2 += e2 * e2;
            s3 += e3 * e3;
        }
        for (; d < dimension; d++, at++) {
            double e = (double) query[d] - ofBlock[at];
            s0 += e * e;
        }
        return Math.sqrt(s0 + s1 + (s2 + s3));
    }

    /** Exactly, as {@link Embedding#distanceTo}, to the vector that is kept here. */
    double distance(float[] query, int row) {
        float[] ofBlock = vectors[row / BLOCK];
        int at = row % BLOCK * dimension;
        double squares = 0;
        for (int d = 0; d < dimension; d++) {
            double e = (double) query[d] - ofBlock[at + d];
            squares += e * e;
        }
        return Math.sqrt(squares);
    }
}
