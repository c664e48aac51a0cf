package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every template, scanned on every question. */
record Snapshot(int dimension, Templates templates, DotProducts products, VectorSource exact) implements TemplateView {
    /** So many queries pass over a block together; more would push it out of the first cache. */
    private static final int TOGETHER = 32;
    /** Rows that a single query passes over before it looks at what came out; a chunk holds a whole number of runs. */
    private static final int RUN = 256;

    @Override
    public int size() {
        return templates.rows;
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
                open.add(new Nominees(templates, query, k, byPerson, Set.of()));
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
        int perBlock = groups.size() * width * Chunk.BLOCK;
        int run = width == 1 ? RUN : Chunk.BLOCK;
        int[] dots = new int[perBlock * (Math.min(run, templates.rows + Chunk.BLOCK - 1) / Chunk.BLOCK)];
        for (int first = 0; first < templates.rows; first += run) {
            int end = Math.min(first + run, templates.rows);
            if (width == 1) {
                multiplyOne(groups.get(0), first, end, dots);
            } else {
                multiplyPairs(groups, first, dots);
            }
            for (int block = first, at = 0; block < end; block += Chunk.BLOCK, at += perBlock) {
                for (int q = 0; q < open.size(); q++) {
                    open.get(q).offer(block, products, dots, at + q * Chunk.BLOCK);
                }
            }
        }
    }

    /** On its own, so that C2 compiles the kernel without what goes on around it; see {@link SimdDotProducts}. */
    private void multiplyOne(short[] query, int first, int end, int[] dots) {
        byte[] codes = templates.of(first).codes;
        int at = first % Chunk.ROWS * query.length;
        for (int out = 0; out < end - first; out += Chunk.BLOCK, at += Chunk.BLOCK * query.length) {
            products.one(query, codes, at, dots, out);
        }
    }

    /** Each pair of queries with one block; on its own as well. */
    private void multiplyPairs(List<short[]> pairs, int first, int[] dots) {
        byte[] codes = templates.of(first).codes;
        int at = first % Chunk.ROWS * Codes.padded(dimension);
        for (int pair = 0; pair < pairs.size(); pair++) {
            products.two(pairs.get(pair), codes, at, dots, pair * 2 * Chunk.BLOCK);
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
        var finalists = new Finalists(nominees, templates, exact);
        Set<Integer> gone = new HashSet<>();
        while (gone.addAll(finalists.gone())) {
            // What is gone stood in the way of others.
            var again = new Nominees(templates, nominees.query, nominees.k, nominees.byPerson, gone);
            scan(List.of(again));
            finalists = new Finalists(again, templates, exact);
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
