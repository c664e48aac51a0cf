package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The oracle: every distance in double precision, everything sorted, nothing clever. */
final class NaiveIndex implements TemplateIndex {
    private static final Comparator<Neighbour> NEAREST_FIRST =
            Comparator.comparingDouble(Neighbour::distance).thenComparing(Neighbour::templateKey);

    private record Template(String personId, Embedding vector) {}

    private final Map<String, Template> templates = new LinkedHashMap<>();

    @Override
    public void put(String templateKey, String personId, Embedding vector) {
        templates.put(templateKey, new Template(personId, vector));
    }

    @Override
    public void remove(String templateKey) {
        templates.remove(templateKey);
    }

    @Override
    public int size() {
        return templates.size();
    }

    @Override
    public List<List<Neighbour>> topK(List<Embedding> queries, int k) {
        return queries.stream().map(query -> all(query).limit(k).toList()).toList();
    }

    @Override
    public List<List<Neighbour>> nearestPersons(List<Embedding> queries, int k) {
        return queries.stream().map(query -> persons(query, k)).toList();
    }

    private List<Neighbour> persons(Embedding query, int k) {
        Map<String, Neighbour> best =
                all(query).collect(Collectors.toMap(Neighbour::personId, n -> n, (a, b) -> a, LinkedHashMap::new));
        return best.values().stream().limit(k).toList();
    }

    @Override
    public TemplateView snapshot() {
        var copy = new NaiveIndex();
        copy.templates.putAll(templates);
        return copy;
    }

    private Stream<Neighbour> all(Embedding query) {
        return templates.entrySet().stream()
                .map(e -> new Neighbour(e.getKey(), e.getValue().personId, query.distanceTo(e.getValue().vector)))
                .sorted(NEAREST_FIRST);
    }
}
