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
    public boolean anyReaches(float threshold, int[] dots, int from, float[] weights, int weightsAt) {
        for (int row = 0; row < Chunk.BLOCK; row += HALF) {
            FloatVector sums = (FloatVector)
                    IntVector.fromArray(INTS, dots, from + row).convertShape(VectorOperators.I2F, FLOATS, 0);
            FloatVector weighted = sums.mul(FloatVector.fromArray(FLOATS, weights, weightsAt + row));
            if (weighted.compare(VectorOperators.GE, threshold).anyTrue()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void one(short[] query, byte[] codes, int block, int[] dots, int out) {
        for (int rows = 0; rows < Chunk.BLOCK; rows += LANES) {
            int tile = tile(block, rows, query.length);
            IntVector even = IntVector.zero(INTS);
            IntVector odd = IntVector.zero(INTS);
            for (int d = 0; d + Codes.STEP <= query.length; d += Codes.STEP) {
                int at = tile + d * TILE;
                ShortVector s0 = load(codes, at).mul(query[d]);
                ShortVector s1 = load(codes, at + TILE).mul(query[d + 1]);
                ShortVector s2 = load(codes, at + 2 * TILE).mul(query[d + 2]);
                ShortVector s3 = load(codes, at + 3 * TILE).mul(query[d + 3]);
                IntVector pairs = s0.add(s1).add(s2.add(s3)).reinterpretAsInts();
                even = even.add(lower(pairs));
                odd = odd.add(upper(pairs));
            }
            store(even, odd, dots, out + rows);
        }
    }

    /**
     * Two queries share the loading and widening of the codes. Not four: C2 stops inlining at 18,000 nodes
     * ({@code NodeCountInliningCutoff}), and then every vector becomes an object.
     */
    @Override
    public void two(short[] queries, byte[] codes, int block, int[] dots, int out) {
        for (int rows = 0; rows < Chunk.BLOCK; rows += LANES) {
            int tile = tile(block, rows, queries.length / 2);
            IntVector evenA = IntVector.zero(INTS);
            IntVector oddA = evenA;
            IntVector evenB = evenA;
            IntVector oddB = evenA;
            for (int d = 0; d + Codes.STEP <= queries.length / 2; d += Codes.STEP) {
                int at = tile + d * TILE;
                ShortVector c0 = load(codes, at);
                ShortVector c1 = load(codes, at + TILE);
                ShortVector c2 = load(codes, at + 2 * TILE);
                ShortVector c3 = load(codes, at + 3 * TILE);
                IntVector pairs = sum(queries, d * 2, c0, c1, c2, c3);
                evenA = evenA.add(lower(pairs));
                oddA = oddA.add(upper(pairs));
                pairs = sum(queries, d * 2 + 1, c0, c1, c2, c3);
                evenB = evenB.add(lower(pairs));
                oddB = oddB.add(upper(pairs));
            }
            store(evenA, oddA, dots, out + rows);
            store(evenB, oddB, dots, out + Chunk.BLOCK + rows);
        }
    }

    /** Where these rows begin. */
    private static int tile(int block, int rows, int dimensions) {
        return block + rows / TILE * TILE * dimensions + rows % TILE;
    }

    private static ShortVector load(byte[] codes, int at) {
        return (ShortVector) ByteVector.fromArray(BYTES, codes, at).castShape(SHORTS, 0);
    }

    private static IntVector sum(
            short[] queries, int at, ShortVector c0, ShortVector c1, ShortVector c2, ShortVector c3) {
        return c0.mul(queries[at])
                .add(c1.mul(queries[at + 2]))
                .add(c2.mul(queries[at + 4]).add(c3.mul(queries[at + 6])))
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

    /** Wider registers than a tile has rows would read past its end; no machine has them yet. */
    private static VectorSpecies<Short> shorts() {
        VectorSpecies<Short> preferred = ShortVector.SPECIES_PREFERRED;
        return preferred.length() <= TILE ? preferred : ShortVector.SPECIES_512;
    }
}
