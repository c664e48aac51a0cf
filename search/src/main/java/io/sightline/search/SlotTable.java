package io.sightline.search;

import java.util.function.IntFunction;

/**
 * Key to slot, in about twelve bytes each: hashes and slots only, and the keys are read where they stand, which a hash
 * that fits mostly spares. Open addressing with linear probing (Knuth, The Art of Computer Programming 3, section 6.4,
 * algorithms L and R), in shards, so that growth moves a few hundred entries at a time and no single write has to wait
 * for a million. Not thread-safe.
 */
final class SlotTable {
    static final int NONE = -1;
    private static final int SHARD_BITS = 10;
    private static final int LEAST = 8;
    private static final long FREE = 0;

    /** The hash in the upper half, the slot plus one in the lower. */
    private final long[][] shards = new long[1 << SHARD_BITS][];

    private final int[] used = new int[1 << SHARD_BITS];

    /** @param keyOf what key stands in a slot now */
    int find(String key, IntFunction<String> keyOf) {
        int hash = hash(key);
        long[] shard = shards[shardOf(hash)];
        return shard == null ? NONE : slot(shard[place(shard, hash, key, keyOf)]);
    }

    /** Sets the slot of a key that is there, or is not. */
    void put(String key, int slot, IntFunction<String> keyOf) {
        int hash = hash(key);
        int s = shardOf(hash);
        if (shards[s] == null) {
            shards[s] = new long[LEAST];
        }
        int at = place(shards[s], hash, key, keyOf);
        if (shards[s][at] == FREE && (used[s] + 1) * 5L > shards[s].length * 4L) {
            grow(s);
            at = place(shards[s], hash, key, keyOf);
        }
        if (shards[s][at] == FREE) {
            used[s]++;
        }
        shards[s][at] = ((long) hash << Integer.SIZE) | (slot + 1);
    }

    /** Removes a key that is there. */
    void remove(String key, IntFunction<String> keyOf) {
        int hash = hash(key);
        int s = shardOf(hash);
        long[] shard = shards[s];
        int hole = place(shard, hash, key, keyOf);
        for (int i = next(shard, hole); shard[i] != FREE; i = next(shard, i)) {
            int home = home(shard, hashOf(shard[i]));
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

    private void grow(int s) {
        long[] former = shards[s];
        long[] larger = new long[former.length + Math.max(LEAST, former.length / 4)];
        for (long entry : former) {
            if (entry != FREE) {
                int at = home(larger, hashOf(entry));
                while (larger[at] != FREE) {
                    at = next(larger, at);
                }
                larger[at] = entry;
            }
        }
        shards[s] = larger;
    }

    /** Where the key is, or the free place where it would be. */
    private static int place(long[] shard, int hash, String key, IntFunction<String> keyOf) {
        int at = home(shard, hash);
        while (shard[at] != FREE && !(hashOf(shard[at]) == hash && key.equals(keyOf.apply(slot(shard[at]))))) {
            at = next(shard, at);
        }
        return at;
    }

    private static int slot(long entry) {
        return (int) entry - 1;
    }

    private static int hashOf(long entry) {
        return (int) (entry >>> Integer.SIZE);
    }

    private static int next(long[] shard, int at) {
        return at + 1 == shard.length ? 0 : at + 1;
    }

    private static int shardOf(int hash) {
        return hash >>> (Integer.SIZE - SHARD_BITS);
    }

    /** The bits that did not choose the shard, spread over its length. */
    private static int home(long[] shard, int hash) {
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
