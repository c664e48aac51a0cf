package io.sightline.trainer.training;

import java.util.Random;

/**
 * Chance as a function of where it is used: so nothing of it has to be kept in a checkpoint, and no thread's timing
 * changes it.
 */
final class Seeds {
    private Seeds() {}

    /** Mixes as SplitMix64 does (Steele, Lea and Flood 2014). */
    static long of(long seed, long... places) {
        long mixed = seed;
        for (long place : places) {
            mixed = mix(mixed + 0x9e3779b97f4a7c15L * (place + 1));
        }
        return mix(mixed);
    }

    static Random random(long seed, long... places) {
        return new Random(of(seed, places));
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
