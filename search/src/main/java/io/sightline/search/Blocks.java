package io.sightline.search;

import java.util.Arrays;

/** An immutable list of blocks, all but the last of them full. Two levels, so that a change copies little. */
final class Blocks {
    private static final int FAN = 64;
    static final Blocks NONE = new Blocks(new Block[0][], 0);

    private final Block[][] leaves;
    final int count;

    private Blocks(Block[][] leaves, int count) {
        this.leaves = leaves;
        this.count = count;
    }

    Block get(int i) {
        return leaves[i / FAN][i % FAN];
    }

    /** How many templates there are. */
    int rows() {
        return count == 0 ? 0 : (count - 1) * Block.ROWS + get(count - 1).rows;
    }

    /** The block that holds a slot. */
    Block of(int slot) {
        return get(slot / Block.ROWS);
    }

    String key(int slot) {
        return of(slot).key(slot % Block.ROWS);
    }

    /** @param i at most {@link #count}, which adds one */
    Blocks with(int i, Block block) {
        Block[][] changed = Arrays.copyOf(leaves, Math.max(leaves.length, i / FAN + 1));
        Block[] leaf = changed[i / FAN];
        changed[i / FAN] = leaf == null ? new Block[FAN] : leaf.clone();
        changed[i / FAN][i % FAN] = block;
        return new Blocks(changed, Math.max(count, i + 1));
    }

    Blocks withoutLast() {
        int last = count - 1;
        if (last % FAN == 0) {
            return new Blocks(Arrays.copyOf(leaves, last / FAN), last);
        }
        Blocks shorter = with(last, null);
        return new Blocks(shorter.leaves, last);
    }
}
