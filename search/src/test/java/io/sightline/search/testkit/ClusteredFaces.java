package io.sightline.search.testkit;

import io.sightline.core.Embedding;
import java.util.Random;

/**
 * Faces as a 128-d network sees them, made up: persons around a common face, and each person's pictures around the
 * person, some of them poor. Pairs of one person are 0.54 apart in the median and 0.90 at the 95th percentile, pairs of
 * different persons 1.17 in the median, as was measured of MobileFaceNet on LFW. Every face depends on the seed and its
 * number only.
 */
public final class ClusteredFaces {
    private static final double COMMON = 0.36;
    private static final double MEDIAN_NOISE = 0.13;
    private static final double NOISE_SPREAD = 1.2;

    private final int dimension;
    private final long seed;
    private final float[] common;

    public ClusteredFaces(int dimension, long seed) {
        this.dimension = dimension;
        this.seed = seed;
        this.common = direction(new Random(seed));
    }

    /** One picture of a person. */
    public Embedding face(long person, long picture) {
        float[] centre = direction(new Random(mixed(seed, person, -1)));
        Random random = new Random(mixed(seed, person, picture));
        float[] noise = direction(random);
        // Shares of a unit vector's square; pictures differ in quality, so their noise is log-normal.
        double noiseShare = MEDIAN_NOISE * Math.exp(NOISE_SPREAD * random.nextGaussian());
        float[] face = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            face[i] = (float) (Math.sqrt(COMMON) * common[i]
                    + Math.sqrt(1 - COMMON) * centre[i]
                    + Math.sqrt(noiseShare) * noise[i]);
        }
        return Embedding.normalised(face);
    }

    private float[] direction(Random random) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Embedding.normalised(values).values();
    }

    /** SplitMix64's finaliser (Steele et al., 2014): neighbouring numbers give unrelated seeds. */
    private static long mixed(long seed, long person, long picture) {
        long z = seed * 0x9e3779b97f4a7c15L + person * 0xbf58476d1ce4e5b9L + picture * 0x94d049bb133111ebL;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
