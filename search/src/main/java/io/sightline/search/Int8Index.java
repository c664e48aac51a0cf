package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.List;

/**
 * The writer's side: puts and removes, each of which leaves a new {@link Snapshot} for whoever asks next. A slot holds a
 * template; slots are dense, because a removed template's slot is taken by the last one.
 */
final class Int8Index implements TemplateIndex {
    private final SlotTable slots = new SlotTable();
    private volatile Snapshot now;
    private String commonEnd = "";

    /** @param exact where the exact vectors are read, or null to keep them here */
    Int8Index(int dimension, DotProducts products, VectorSource exact) {
        if (dimension < 1) {
            throw new IllegalArgumentException("An index has a dimension of 1 or more, got " + dimension);
        }
        this.now = new Snapshot(dimension, Blocks.NONE, products, exact);
    }

    @Override
    public void put(String templateKey, String personId, Embedding vector) {
        Snapshot.check(now.dimension(), vector);
        float[] values = vector.values();
        var row = new Block.Row(templateKey, personId, Codes.of(values, Codes.ROW_LIMIT), values);
        synchronized (slots) {
            Blocks blocks = now.blocks();
            int slot = slots.find(templateKey, blocks::key);
            if (slot != SlotTable.NONE) {
                publish(with(blocks, slot, row));
                return;
            }
            int end = blocks.rows();
            int b = end / Block.ROWS;
            Block block = b < blocks.count ? blocks.get(b) : emptyBlock(templateKey);
            Blocks grown = blocks.with(b, block.append(row));
            slots.put(templateKey, end, grown::key);
            publish(grown);
        }
    }

    @Override
    public void remove(String templateKey) {
        synchronized (slots) {
            Blocks blocks = now.blocks();
            int slot = slots.find(templateKey, blocks::key);
            if (slot == SlotTable.NONE) {
                return;
            }
            int last = blocks.rows() - 1;
            slots.remove(templateKey, blocks::key);
            if (slot != last) {
                Block.Row moved = blocks.of(last).row(last % Block.ROWS);
                slots.put(moved.key, slot, blocks::key);
                blocks = with(blocks, slot, moved);
            }
            Block shorter = blocks.of(last).withoutLast();
            publish(shorter.rows == 0 ? blocks.withoutLast() : blocks.with(last / Block.ROWS, shorter));
        }
    }

    private static Blocks with(Blocks blocks, int slot, Block.Row row) {
        return blocks.with(slot / Block.ROWS, blocks.of(slot).with(slot % Block.ROWS, row));
    }

    private Block emptyBlock(String firstKey) {
        String end = TemplateName.endOf(firstKey);
        if (!end.equals(commonEnd)) {
            commonEnd = end;
        }
        return Block.empty(now.dimension(), now.exact() == null, commonEnd);
    }

    private void publish(Blocks blocks) {
        now = new Snapshot(now.dimension(), blocks, now.products(), now.exact());
    }

    @Override
    public int size() {
        return now.size();
    }

    @Override
    public List<List<Neighbour>> topK(List<Embedding> queries, int k) {
        return now.topK(queries, k);
    }

    @Override
    public List<List<Neighbour>> nearestPersons(List<Embedding> queries, int k) {
        return now.nearestPersons(queries, k);
    }

    @Override
    public TemplateView snapshot() {
        return now;
    }
}
