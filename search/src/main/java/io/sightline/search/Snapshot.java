package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every template, scanned on every question. */
record Snapshot(int dimension, Blocks blocks, DotProducts products, VectorSource exact) implements TemplateView {
    /** So many queries pass over a block together; more would push it out of the first cache. */
    private static final int TOGETHER = 32;
    /** Blocks that a single query passes over before it looks at what came out. */
    private static final int RUN = 16;

    @Override
    public int size() {
        return blocks.rows();
    }

    @Override
    public List<List<Neighbour>> topK(List<Embedding> queries, int k) {
        return nearest(queries, k, false);
    }

    @Override
    public List<List<Neighbour>> nearestPersons(List<Embedding> queries, int k) {
        return nearest(queries, k, true);
    }

    private List<List<Neighbour>> nearest(List<Embedding> queries, int k, boolean byPerson) {
        if (k < 1) {
            throw new IllegalArgumentException("Ask for 1 neighbour or more, got " + k);
        }
        queries.forEach(query -> check(dimension, query));
        List<List<Neighbour>> answers = new ArrayList<>();
        for (int first = 0; first < queries.size(); first += TOGETHER) {
            List<Nominees> open = new ArrayList<>();
            for (Embedding query : queries.subList(first, Math.min(queries.size(), first + TOGETHER))) {
                open.add(new Nominees(blocks, query, k, byPerson, Set.of()));
            }
            scan(open);
            open.forEach(nominees -> answers.add(answer(nominees)));
        }
        return answers;
    }

    private void scan(List<Nominees> open) {
        int width = open.size() == 1 ? 1 : 2;
        List<short[]> groups = new ArrayList<>();
        for (int first = 0; first < open.size(); first += width) {
            groups.add(sideBySide(open.subList(first, Math.min(open.size(), first + width)), width));
        }
        int perBlock = groups.size() * width * Block.ROWS;
        int run = groups.size() == 1 ? RUN : 1;
        int[] dots = new int[perBlock * run];
        for (int first = 0; first < blocks.count; first += run) {
            int count = Math.min(run, blocks.count - first);
            multiply(groups, width, first, count, dots);
            for (int b = 0; b < count; b++) {
                for (int q = 0; q < open.size(); q++) {
                    open.get(q).offer(first + b, products, dots, b * perBlock + q * Block.ROWS);
                }
            }
        }
    }

    /** On its own, so that C2 compiles the kernel without what goes on around it; see {@link SimdDotProducts}. */
    private void multiply(List<short[]> groups, int width, int first, int count, int[] dots) {
        for (int b = 0, at = 0; b < count; b++) {
            byte[] codes = blocks.get(first + b).codes;
            for (int g = 0; g < groups.size(); g++, at += width * Block.ROWS) {
                products.of(groups.get(g), width, codes, dots, at);
            }
        }
    }

    /** Zeros stand where a query is missing. */
    private short[] sideBySide(List<Nominees> queries, int width) {
        int padded = Codes.padded(dimension);
        short[] codes = new short[padded * width];
        for (int q = 0; q < queries.size(); q++) {
            for (int d = 0; d < padded; d++) {
                codes[d * width + q] = queries.get(q).codes.values[d];
            }
        }
        return codes;
    }

    private List<Neighbour> answer(Nominees nominees) {
        var finalists = new Finalists(nominees, blocks, exact);
        Set<Integer> gone = new HashSet<>();
        while (gone.addAll(finalists.gone())) {
            // What is gone stood in the way of others.
            var again = new Nominees(blocks, nominees.query, nominees.k, nominees.byPerson, gone);
            scan(List.of(again));
            finalists = new Finalists(again, blocks, exact);
        }
        return finalists.nearest();
    }

    static void check(int dimension, Embedding vector) {
        if (vector.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "This index holds vectors of " + dimension + " dimensions, got one of " + vector.dimension());
        }
    }
}
