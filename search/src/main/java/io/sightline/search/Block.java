package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.Arrays;

/**
 * Up to {@link #ROWS} templates. What a reader has seen of a block never changes: {@link #append} writes behind the last
 * row, where no reader of this block looks, and every other change makes a copy.
 */
final class Block {
    /** 8 KB of codes in 128 dimensions: a scan of many queries finds them in the first cache. */
    static final int ROWS = 64;

    private final int dimension;
    /** Dimension by dimension, see {@link DotProducts}. */
    final byte[] codes;
    /** Per row, 0 where there is none. */
    final float[] inverseNorms;
    /** The exact vectors one after the other, or null if they are kept elsewhere. */
    private final float[] vectors;

    /** Per row its {@link TemplateName}, one after the other. */
    private final byte[] names;

    private final int[] nameEnds;
    /** What the names of this block leave out. */
    private final String commonEnd;

    final int rows;
    /** Bounds the error of every row's codes. */
    final double error;

    private Block(
            int dimension,
            byte[] codes,
            float[] inverseNorms,
            float[] vectors,
            byte[] names,
            int[] nameEnds,
            String commonEnd,
            int rows,
            double error) {
        this.dimension = dimension;
        this.codes = codes;
        this.inverseNorms = inverseNorms;
        this.vectors = vectors;
        this.names = names;
        this.nameEnds = nameEnds;
        this.commonEnd = commonEnd;
        this.rows = rows;
        this.error = error;
    }

    static Block empty(int dimension, boolean keepsVectors, String commonEnd) {
        return new Block(
                dimension,
                new byte[Codes.padded(dimension) * ROWS],
                new float[ROWS],
                keepsVectors ? new float[dimension * ROWS] : null,
                new byte[0],
                new int[ROWS],
                commonEnd,
                0,
                0);
    }

    /** A template, apart from where it stands. */
    static final class Row {
        final String key;
        private final String person;
        private final Codes codes;
        private final float[] vector;

        Row(String key, String person, Codes codes, float[] vector) {
            this.key = key;
            this.person = person;
            this.codes = codes;
            this.vector = vector;
        }
    }

    Block append(Row row) {
        byte[] name = TemplateName.encode(row.key, row.person, commonEnd);
        int nameAt = nameStart(rows);
        int needed = nameAt + name.length;
        byte[] longer = names;
        if (rows == ROWS - 1) {
            longer = Arrays.copyOf(names, needed);
        } else if (needed > names.length) {
            longer = Arrays.copyOf(names, needed + needed / 4 + (ROWS - rows) * name.length / 2);
        }
        System.arraycopy(name, 0, longer, nameAt, name.length);
        nameEnds[rows] = needed;
        write(rows, row);
        return new Block(
                dimension,
                codes,
                inverseNorms,
                vectors,
                longer,
                nameEnds,
                commonEnd,
                rows + 1,
                Math.max(error, row.codes.error));
    }

    /** A copy with another template in this place. */
    Block with(int at, Row row) {
        byte[] name = TemplateName.encode(row.key, row.person, commonEnd);
        int from = nameStart(at);
        int to = nameEnds[at];
        int grown = name.length - (to - from);
        byte[] newNames = new byte[nameStart(rows) + grown];
        System.arraycopy(names, 0, newNames, 0, from);
        System.arraycopy(name, 0, newNames, from, name.length);
        System.arraycopy(names, to, newNames, to + grown, nameStart(rows) - to);
        Block copy = copy(newNames, rows, Math.max(error, row.codes.error));
        for (int i = at; i < rows; i++) {
            copy.nameEnds[i] += grown;
        }
        copy.write(at, row);
        return copy;
    }

    /** A copy without its last row, of which nothing remains in it. */
    Block withoutLast() {
        int last = rows - 1;
        Block copy = copy(Arrays.copyOf(names, nameStart(last)), last, error);
        copy.nameEnds[last] = 0;
        copy.inverseNorms[last] = 0;
        for (int d = 0; d < dimension; d++) {
            copy.codes[d * ROWS + last] = 0;
        }
        if (vectors != null) {
            Arrays.fill(copy.vectors, last * dimension, (last + 1) * dimension, 0);
        }
        return copy;
    }

    private Block copy(byte[] newNames, int newRows, double newError) {
        return new Block(
                dimension,
                codes.clone(),
                inverseNorms.clone(),
                vectors == null ? null : vectors.clone(),
                newNames,
                nameEnds.clone(),
                commonEnd,
                newRows,
                newError);
    }

    private void write(int at, Row row) {
        for (int d = 0; d < dimension; d++) {
            codes[d * ROWS + at] = (byte) row.codes.values[d];
        }
        inverseNorms[at] = row.codes.inverseNorm;
        if (vectors != null) {
            System.arraycopy(row.vector, 0, vectors, at * dimension, dimension);
        }
    }

    private int nameStart(int row) {
        return row == 0 ? 0 : nameEnds[row - 1];
    }

    String key(int row) {
        return TemplateName.key(names, nameStart(row), nameEnds[row], commonEnd);
    }

    String person(int row) {
        return TemplateName.person(names, nameStart(row));
    }

    /** The row as another block may take it over. */
    Row row(int at) {
        short[] ofRow = new short[Codes.padded(dimension)];
        for (int d = 0; d < dimension; d++) {
            ofRow[d] = codes[d * ROWS + at];
        }
        float[] vector = vectors == null ? null : Arrays.copyOfRange(vectors, at * dimension, (at + 1) * dimension);
        return new Row(key(at), person(at), new Codes(ofRow, inverseNorms[at], error), vector);
    }

    /** From the query to what the codes stand for. */
    double distanceOfCodes(float[] query, int row) {
        double squares = 0;
        for (int d = 0; d < dimension; d++) {
            double e = query[d] - codes[d * ROWS + row] * (double) inverseNorms[row];
            squares += e * e;
        }
        return Math.sqrt(squares);
    }

    /** Exactly, as {@link Embedding#distanceTo}; NaN if the source has the vector no more. */
    double distance(Embedding query, float[] values, int row, String key, VectorSource source) {
        if (vectors == null) {
            Embedding vector = source.vector(key);
            return vector == null ? Double.NaN : query.distanceTo(vector);
        }
        double squares = 0;
        for (int d = 0; d < dimension; d++) {
            double e = (double) values[d] - vectors[row * dimension + d];
            squares += e * e;
        }
        return Math.sqrt(squares);
    }
}
