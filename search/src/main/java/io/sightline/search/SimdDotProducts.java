package io.sightline.search;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API (JEP 414 and its successors). Loading this class fails with a {@link LinkageError} in a JVM that was
 * started without {@code --add-modules jdk.incubator.vector}.
 *
 * <p>Products are summed in 16 bits for {@link Codes#STEP} dimensions, which the limits of the codes keep from
 * overflowing, and then in 32: twice as many rows fit a register as with 32 bits throughout.
 */
final class SimdDotProducts implements DotProducts {
    private static final VectorSpecies<Short> SHORTS = shorts();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(SHORTS.vectorBitSize() / 2));
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHORTS.vectorShape());
    private static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHORTS.vectorShape());
    private static final int LANES = SHORTS.length();
    private static final int HALF = LANES / 2;
    /** Even and odd rows lie in registers of their own; these bring them back in order. */
    private static final VectorShuffle<Integer> FIRST_HALF = interleaving(0);

    private static final VectorShuffle<Integer> SECOND_HALF = interleaving(HALF / 2);

    @Override
    public void of(short[][] queries, byte[] codes, int[] dots) {
        int fours = queries.length - queries.length % 4;
        for (int q = 0; q < fours; q += 4) {
            four(queries[q], queries[q + 1], queries[q + 2], queries[q + 3], codes, dots, q * Block.ROWS);
        }
        for (int q = fours; q < queries.length; q++) {
            one(queries[q], codes, dots, q * Block.ROWS);
        }
    }

    @Override
    public boolean anyReaches(float threshold, int[] dots, int from, float[] weights) {
        for (int row = 0; row < Block.ROWS; row += HALF) {
            FloatVector sums = (FloatVector)
                    IntVector.fromArray(INTS, dots, from + row).convertShape(VectorOperators.I2F, FLOATS, 0);
            FloatVector weighted = sums.mul(FloatVector.fromArray(FLOATS, weights, row));
            if (weighted.compare(VectorOperators.GE, threshold).anyTrue()) {
                return true;
            }
        }
        return false;
    }

    private static void one(short[] query, byte[] codes, int[] dots, int out) {
        for (int rows = 0; rows < Block.ROWS; rows += LANES) {
            IntVector even = IntVector.zero(INTS);
            IntVector odd = IntVector.zero(INTS);
            for (int d = 0, at = rows; d < query.length; d += Codes.STEP, at += Codes.STEP * Block.ROWS) {
                ShortVector s0 = load(codes, at).mul(query[d]);
                ShortVector s1 = load(codes, at + Block.ROWS).mul(query[d + 1]);
                ShortVector s2 = load(codes, at + 2 * Block.ROWS).mul(query[d + 2]);
                ShortVector s3 = load(codes, at + 3 * Block.ROWS).mul(query[d + 3]);
                IntVector pairs = s0.add(s1).add(s2.add(s3)).reinterpretAsInts();
                even = even.add(lower(pairs));
                odd = odd.add(upper(pairs));
            }
            store(even, odd, dots, out + rows);
        }
    }

    /** Four queries share the loading and widening of the codes. */
    private static void four(short[] qa, short[] qb, short[] qc, short[] qd, byte[] codes, int[] dots, int out) {
        for (int rows = 0; rows < Block.ROWS; rows += LANES) {
            IntVector evenA = IntVector.zero(INTS);
            IntVector oddA = evenA;
            IntVector evenB = evenA;
            IntVector oddB = evenA;
            IntVector evenC = evenA;
            IntVector oddC = evenA;
            IntVector evenD = evenA;
            IntVector oddD = evenA;
            for (int d = 0, at = rows; d < qa.length; d += Codes.STEP, at += Codes.STEP * Block.ROWS) {
                ShortVector c0 = load(codes, at);
                ShortVector c1 = load(codes, at + Block.ROWS);
                ShortVector c2 = load(codes, at + 2 * Block.ROWS);
                ShortVector c3 = load(codes, at + 3 * Block.ROWS);
                IntVector pairs = sum(qa, d, c0, c1, c2, c3);
                evenA = evenA.add(lower(pairs));
                oddA = oddA.add(upper(pairs));
                pairs = sum(qb, d, c0, c1, c2, c3);
                evenB = evenB.add(lower(pairs));
                oddB = oddB.add(upper(pairs));
                pairs = sum(qc, d, c0, c1, c2, c3);
                evenC = evenC.add(lower(pairs));
                oddC = oddC.add(upper(pairs));
                pairs = sum(qd, d, c0, c1, c2, c3);
                evenD = evenD.add(lower(pairs));
                oddD = oddD.add(upper(pairs));
            }
            store(evenA, oddA, dots, out + rows);
            store(evenB, oddB, dots, out + Block.ROWS + rows);
            store(evenC, oddC, dots, out + 2 * Block.ROWS + rows);
            store(evenD, oddD, dots, out + 3 * Block.ROWS + rows);
        }
    }

    private static ShortVector load(byte[] codes, int at) {
        return (ShortVector) ByteVector.fromArray(BYTES, codes, at).convertShape(VectorOperators.B2S, SHORTS, 0);
    }

    private static IntVector sum(short[] query, int d, ShortVector c0, ShortVector c1, ShortVector c2, ShortVector c3) {
        return c0.mul(query[d])
                .add(c1.mul(query[d + 1]))
                .add(c2.mul(query[d + 2]).add(c3.mul(query[d + 3])))
                .reinterpretAsInts();
    }

    private static IntVector lower(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
    }

    private static IntVector upper(IntVector pairs) {
        return pairs.lanewise(VectorOperators.ASHR, 16);
    }

    private static void store(IntVector even, IntVector odd, int[] dots, int at) {
        even.rearrange(FIRST_HALF, odd).intoArray(dots, at);
        even.rearrange(SECOND_HALF, odd).intoArray(dots, at + HALF);
    }

    private static VectorShuffle<Integer> interleaving(int first) {
        // An index past the end means the other register.
        return VectorShuffle.fromOp(INTS, i -> first + i / 2 - (i % 2 == 0 ? 0 : HALF));
    }

    /** Wider registers than a block has rows would read past its end; no machine has them yet. */
    private static VectorSpecies<Short> shorts() {
        VectorSpecies<Short> preferred = ShortVector.SPECIES_PREFERRED;
        return preferred.length() <= Block.ROWS ? preferred : ShortVector.SPECIES_512;
    }
}
