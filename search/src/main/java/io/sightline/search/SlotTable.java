package io.sightline.search;

import java.util.function.IntFunction;

/**
 * Key to slot, in about six bytes each: slots only, and the keys are read where they stand. Open addressing with linear
 * probing (Knuth, The Art of Computer Programming 3, section 6.4, algorithms L and R), in shards, so that growth moves a
 * few hundred entries at a time and no single write has to wait for a million. Not thread-safe.
 */
final class SlotTable {
    static final int NONE = -1;
    private static final int SHARD_BITS = 10;
    private static final int LEAST = 8;
    private static final int FREE = 0;

    /** Slots plus one. */
    private final int[][] shards = new int[1 << SHARD_BITS][];

    private final int[] used = new int[1 << SHARD_BITS];

    /** @param keyOf what key stands in a slot now */
    int find(String key, IntFunction<String> keyOf) {
        int hash = hash(key);
        int[] shard = shards[shardOf(hash)];
        return shard == null ? NONE : shard[place(shard, hash, key, keyOf)] - 1;
    }

    /** Sets the slot of a key that is there, or is not. */
    void put(String key, int slot, IntFunction<String> keyOf) {
        int hash = hash(key);
        int s = shardOf(hash);
        if (shards[s] == null) {
            shards[s] = new int[LEAST];
        }
        int at = place(shards[s], hash, key, keyOf);
        if (shards[s][at] == FREE && (used[s] + 1) * 5L > shards[s].length * 4L) {
            grow(s, keyOf);
            at = place(shards[s], hash, key, keyOf);
        }
        if (shards[s][at] == FREE) {
            used[s]++;
        }
        shards[s][at] = slot + 1;
    }

    /** Removes a key that is there. */
    void remove(String key, IntFunction<String> keyOf) {
        int hash = hash(key);
        int s = shardOf(hash);
        int[] shard = shards[s];
        int hole = place(shard, hash, key, keyOf);
        for (int i = next(shard, hole); shard[i] != FREE; i = next(shard, i)) {
            int home = home(shard, hash(keyOf.apply(shard[i] - 1)));
            // Whoever probes from home passes the hole on the way to i: then i moves there.
            boolean passes = hole <= i ? home <= hole || home > i : home <= hole && home > i;
            if (passes) {
                shard[hole] = shard[i];
                hole = i;
            }
        }
        shard[hole] = FREE;
        if (--used[s] == 0) {
            shards[s] = null;
        }
    }

    private void grow(int s, IntFunction<String> keyOf) {
        int[] former = shards[s];
        int[] larger = new int[former.length + Math.max(LEAST, former.length / 4)];
        for (int entry : former) {
            if (entry != FREE) {
                int at = home(larger, hash(keyOf.apply(entry - 1)));
                while (larger[at] != FREE) {
                    at = next(larger, at);
                }
                larger[at] = entry;
            }
        }
        shards[s] = larger;
    }

    /** Where the key is, or the free place where it would be. */
    private static int place(int[] shard, int hash, String key, IntFunction<String> keyOf) {
        int at = home(shard, hash);
        while (shard[at] != FREE && !key.equals(keyOf.apply(shard[at] - 1))) {
            at = next(shard, at);
        }
        return at;
    }

    private static int next(int[] shard, int at) {
        return at + 1 == shard.length ? 0 : at + 1;
    }

    private static int shardOf(int hash) {
        return hash >>> (Integer.SIZE - SHARD_BITS);
    }

    /** The bits that did not choose the shard, spread over its length. */
    private static int home(int[] shard, int hash) {
        return (int) ((Integer.toUnsignedLong(hash << SHARD_BITS) * shard.length) >>> Integer.SIZE);
    }

    /** MurmurHash3's finaliser: a string's hash changes little in its upper bits when the string ends differently. */
    private static int hash(String key) {
        int h = key.hashCode();
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
