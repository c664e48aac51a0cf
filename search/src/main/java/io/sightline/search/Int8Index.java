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

    /** @param exact where the exact vectors are read, or null to keep them here */
    Int8Index(int dimension, DotProducts products, VectorSource exact) {
        if (dimension < 1) {
            throw new IllegalArgumentException("An index has a dimension of 1 or more, got " + dimension);
        }
        this.now = new Snapshot(dimension, Templates.none(dimension, exact == null), products, exact);
    }

    @Override
    public void put(String templateKey, String personId, Embedding vector) {
        Snapshot.check(now.dimension(), vector);
        float[] values = vector.values();
        var row = new Chunk.Row(templateKey, personId, Codes.of(values, Codes.ROW_LIMIT), values);
        synchronized (slots) {
            Templates before = now.templates();
            int slot = slots.find(templateKey, before::key);
            if (slot == SlotTable.NONE) {
                Templates longer = before.plus(row);
                slots.put(templateKey, before.rows, longer::key);
                publish(longer);
            } else {
                publish(before.with(slot, row));
            }
        }
    }

    @Override
    public void remove(String templateKey) {
        synchronized (slots) {
            Templates before = now.templates();
            int slot = slots.find(templateKey, before::key);
            if (slot == SlotTable.NONE) {
                return;
            }
            int last = before.rows - 1;
            slots.remove(templateKey, before::key);
            Templates shorter = before.withoutLast();
            if (slot != last) {
                Chunk.Row moved = before.row(last);
                slots.put(moved.key(), slot, before::key);
                shorter = shorter.with(slot, moved);
            }
            publish(shorter);
        }
    }

    private void publish(Templates templates) {
        now = new Snapshot(now.dimension(), templates, now.products(), now.exact());
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
